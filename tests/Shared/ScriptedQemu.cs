namespace Aerostat.Tests.Shared;

/// <summary>An emulator that misbehaves on command: the real QEMU, with someone in between at its monitor. What can be ordered is told in Scripts/scripted-qemu.</summary>
public sealed class ScriptedQemu
{
    readonly string folder;

    /// <summary>QEMU's user may walk to the folder, and write down there what it hears.</summary>
    public ScriptedQemu(Workspace at, string name = "scripted")
    {
        folder = at.Folder(name, (UnixFileMode)0b111_111_111);
        File.Copy(Path.Combine(Programs.Root, "tests/Shared/Scripts/scripted-qemu"), Emulator);
        File.SetUnixFileMode(Emulator, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(folder, "heard"), "");
        File.SetUnixFileMode(Path.Combine(folder, "heard"), (UnixFileMode)0b110_110_110);
        Behave();
    }

    /// <summary>Null where it can be had, else why not.</summary>
    public static string? Missing => !File.Exists("/usr/bin/python3") ? "no python3" : !File.Exists("/usr/bin/qemu-system-x86_64") ? "no qemu-system-x86_64" : null;

    /// <summary>What a domain names as its emulator.</summary>
    public string Emulator => Path.Combine(folder, "scripted-qemu");

    /// <summary>The commands that all its guests have heard so far.</summary>
    public string[] Heard => File.ReadAllLines(Path.Combine(folder, "heard"));

    /// <summary>Which commands it did not simply pass on.</summary>
    public string[] Obeyed => [.. Heard.Where(line => line.Contains(' '))];

    /// <summary>Orders, such as <c>device_add die</c> or <c>3 hang</c>, counted from now on; they replace those before.</summary>
    public void Order(params string[] lines)
    {
        // Beside and renamed: one who reads it never finds half of it.
        File.WriteAllLines(Path.Combine(folder, "next"), lines);
        File.Move(Path.Combine(folder, "next"), Path.Combine(folder, "orders"), overwrite: true);
    }

    public void Behave() => Order();
}
