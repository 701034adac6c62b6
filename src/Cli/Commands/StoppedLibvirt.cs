using System.Net.Sockets;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;

namespace Aerostat.Cli.Commands;

/// <summary>A domain or a network as libvirt left it.</summary>
/// <param name="Kind">As its document begins.</param>
/// <param name="Xml">Its document; of a domain it names its firmware's variables.</param>
/// <param name="Nvram">Where these are; null: it has none yet.</param>
/// <param name="Problem">Why it cannot be had; null: it can.</param>
sealed record Found(string Kind, string Name, Guid? Uuid, string Xml, string? Nvram, bool Autostart, string? Problem = null);

/// <summary>The folders of a libvirt that is stopped.</summary>
/// <param name="definitions">NAME.xml each, and links in <c>autostart</c>; in <c>networks</c> the same of networks.</param>
/// <param name="run">Its sockets, and in <c>qemu</c> the status of guests that run.</param>
/// <param name="variables">NAME_VARS.fd each.</param>
sealed class StoppedLibvirt(string definitions, string run, string variables)
{
    static readonly string[] Sockets = ["libvirt-sock", "virtqemud-sock"];

    /// <exception cref="CommandException">It is not stopped, or there is nothing to be had.</exception>
    public void Demand()
    {
        if (!Directory.Exists(definitions)) throw new CommandException($"'{definitions}' is not there") { Hint = "libvirt keeps its domains in /etc/libvirt/qemu" };
        foreach (var socket in Sockets)
            if (Answers(Path.Combine(run, socket)))
                throw new CommandException($"libvirt is not stopped: somebody listens on {Path.Combine(run, socket)}")
                {
                    Hint = "systemctl disable --now libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket libvirtd, or virtqemud's; its guests have to be shut down before",
                };
        if (Running().ToList() is { Count: > 0 } running)
            throw new CommandException($"guests of libvirt's still run: {string.Join(", ", running)}") { Hint = "start libvirt once more and shut them down: 'virsh shutdown' each" };
    }

    static bool Answers(string path)
    {
        if (!File.Exists(path)) return false;
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return false;
        }
        catch (SocketException e)
        {
            throw new CommandException($"cannot tell whether libvirt is stopped: {path}: {e.Message}") { Hint = "be root" };
        }
    }

    /// <summary>What it would find again at its next start.</summary>
    IEnumerable<string> Running()
    {
        var folder = Path.Combine(run, "qemu");
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal))
            if (XmlText.Parse(Ask.ReadFile(file)) is { Name.LocalName: "domstatus" } status && int.TryParse((string?)status.Attribute("pid"), out var pid) && IsQemu(pid))
                yield return $"{(string?)status.Element("domain")?.Element("name") ?? Path.GetFileNameWithoutExtension(file)} (process {pid})";
    }

    static bool IsQemu(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("qemu", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public IEnumerable<Found> Domains() => All("domain", definitions);

    public IEnumerable<Found> Networks() => Path.Combine(definitions, "networks") is var folder && Directory.Exists(folder) ? All("network", folder) : [];

    IEnumerable<Found> All(string kind, string folder) => Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal).Select(file => Read(kind, folder, file));

    Found Read(string kind, string folder, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        try
        {
            var text = Ask.ReadFile(file);
            var root = XmlText.Parse(text, keepSpace: true);
            if (root.Name.LocalName != kind) return Problem($"{file} holds a <{root.Name.LocalName}>, no {kind}");
            // As libvirt does: the file is called as what it holds.
            if (((string?)root.Element("name"))?.Trim() != name) return Problem($"{file} holds {kind} '{(string?)root.Element("name")}'");
            var nvram = kind == "domain" ? Variables(root, name) : null;
            return new(kind, name, Guid.TryParse(((string?)root.Element("uuid"))?.Trim(), out var uuid) ? uuid : null, root.ToString(SaveOptions.DisableFormatting), nvram, Path.Exists(Path.Combine(folder, "autostart", $"{name}.xml")));
        }
        catch (CommandException e)
        {
            return Problem(e.Message);
        }

        Found Problem(string what) => new(kind, name, null, "", null, false, what);
    }

    /// <summary>Variables that the document leaves to libvirt's own folder are named in it.</summary>
    string? Variables(XElement domain, string name)
    {
        if (domain.Element("os") is not { } os) return null;
        if (((string?)os.Element("nvram"))?.Trim() is { Length: > 0 } named) return named;
        var path = Path.Combine(variables, $"{name}_VARS.fd");
        if ((string?)os.Attribute("firmware") is not "efi" && (string?)os.Element("loader")?.Attribute("type") is not "pflash" || !File.Exists(path)) return null;
        if (os.Element("nvram") is { } nvram) nvram.Value = path;
        else if (os.Element("loader") is { } loader) loader.AddAfterSelf(new XElement("nvram", path));
        else os.Add(new XElement("nvram", path));
        return path;
    }
}
