using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Companions;

/// <summary>A trusted platform module by <c>swtpm</c>. What it keeps is the guest's own, and lies where QEMU's user cannot read it.</summary>
/// <remarks>Source: <c>swtpm(8)</c>, <c>swtpm_setup(8)</c>; libvirt keeps it by UUID too, as the same user.</remarks>
static class Swtpm
{
    /// <summary>Debian's user for all that has to do with such modules.</summary>
    const string User = "tss";

    /// <summary>What all of a guest's modules keep.</summary>
    public static string FolderOf(Folders folders, Guid uuid) => Path.Combine(folders.Tpm, $"{uuid}");

    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: swtpm is not installed. <see cref="ErrorCode.NoSecret"/>: its pass-phrase is not known.</exception>
    public static Companion Of(Hypervisor host, DomainDefinition live, Tpm tpm, string folder)
    {
        var (program, setup) = (Demand("swtpm"), Demand("swtpm_setup"));
        var user = host.Options.IsSystem && Linux.Host.IsRoot ? (Accounts.TryUser(User) is { } account ? new Identity(account.Uid, account.Gid) : host.Options.QemuUser) : null;
        var (isTwo, kept) = tpm.Backend.Version is TpmVersion.V12 ? (false, "tpm1.2") : (true, "tpm2");
        var state = Path.Combine(FolderOf(host.Folders, live.Uuid), kept);
        byte[][] secrets = tpm.Backend.EncryptionSecret is { } secret ? [host.Secrets.Reveal(Guid.Parse(secret))] : [];
        Keep(host.Folders.Tpm, state, user);

        string[] version = isTwo ? ["--tpm2"] : [];
        string[] key = secrets.Length > 0 ? ["--pwdfile-fd", $"{Companion.Listener}", "--cipher", "aes-256-cbc"] : [];
        List<(string, IReadOnlyList<string>)> preparations = [];
        if (!host.Options.IsSystem) preparations.Add((setup, ["--create-config-files", "skip-if-exist"]));
        // Its first file is its last step: a setup that was cut off is done again.
        if (!Directory.EnumerateFiles(state).Any())
            preparations.Add((setup, [.. version, .. key, "--tpm-state", state, "--vmid", $"{live.Name}:{live.Uuid}", "--createek", "--create-ek-cert", "--create-platform-cert", "--lock-nvram", "--not-overwrite"]));
        if (isTwo && !tpm.Backend.ActivePcrBanks.IsEmpty)
            preparations.Add((setup, [.. version, .. key, "--tpm-state", state, "--pcr-banks", string.Join(',', tpm.Backend.ActivePcrBanks.Select(bank => bank.Name)), "--reconfigure"]));

        string[] encrypted = secrets.Length > 0
            ? ["--key", $"pwdfd={Companion.Listener + 1},mode=aes-256-cbc", "--migration-key", $"pwdfd={Companion.Listener + 2},mode=aes-256-cbc"] : [];
        return new(program, ["socket", "--ctrl", $"type=unixio,fd={Companion.Listener}", "--tpmstate", $"dir={state},mode=0600", "--terminate", .. version, .. encrypted],
            Path.Combine(folder, "swtpm.sock"), LogOf(host.Folders, live))
        {
            User = user?.ForLaunch,
            Confined = true,
            Secrets = [.. secrets, .. secrets],
            Preparations = preparations,
        };
    }

    public static string LogOf(Folders folders, DomainDefinition live) => Path.Combine(folders.Logs, $"{live.Name}-swtpm.log");

    /// <summary>Forgets what the modules of a guest keep.</summary>
    public static void Forget(Folders folders, Guid uuid)
    {
        var folder = FolderOf(folders, uuid);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    static string Demand(string program) => Tool.Find(program)
        ?? throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: an emulated TPM needs {program}, which is not installed") { Hint = "Install the packages swtpm and swtpm-tools." };

    /// <summary>Its folder, its user's alone.</summary>
    static void Keep(string root, string folder, Identity? user)
    {
        Directory.CreateDirectory(root);
        Files.SetMode(root, 0x1C9 /* 0711 */);
        foreach (var each in (string[])[Path.GetDirectoryName(folder)!, folder])
        {
            Directory.CreateDirectory(each);
            Files.SetMode(each, 0x1C0 /* 0700 */);
            if (user is not null) Files.SetOwner(each, user.Uid, user.Gid);
        }
    }
}
