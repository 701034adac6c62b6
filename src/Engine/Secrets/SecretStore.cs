using System.Text;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Secrets;

/// <summary>Secrets as libvirt keeps them: UUID.xml, and the value in UUID.base64 beside it, both readable to their owner alone.</summary>
/// <remarks>Written beside, synced, renamed. What is ephemeral is never written.</remarks>
sealed class SecretStore(Folders folders, ILogger logger)
{
    string Folder => Path.Combine(folders.Etc, "secrets");

    string XmlOf(Guid uuid) => Path.Combine(Folder, $"{uuid:D}.xml");

    string ValueOf(Guid uuid) => Path.Combine(Folder, $"{uuid:D}.base64");

    /// <summary>Writes what differs. When this returns, a restarted daemon knows it.</summary>
    public void Write(Secret? before, Secret? next)
    {
        var uuid = (next ?? before)!.Definition.Uuid;
        DocumentFolder.Keep($"secret '{uuid}'", ErrorDomain.Secret, Folder, () =>
        {
            Directory.CreateDirectory(Folder);
            Files.SetMode(Folder, 0x1C0 /* 0700 */);
            // A value without its document is nobody's: it comes last and goes first.
            if (next is not { Definition.Ephemeral: false, Value: not null }) Remove(ValueOf(uuid));
            if (next is { Definition.Ephemeral: false }) AtomicFile.Write(XmlOf(uuid), Encoding.UTF8.GetBytes(SecretXml.Write(next.Definition)), durable: true);
            else Remove(XmlOf(uuid));
            if (next is { Definition.Ephemeral: false, Value: { } value } && (before?.Value != value || before.Definition.Ephemeral))
                AtomicFile.Write(ValueOf(uuid), Encoding.ASCII.GetBytes(Convert.ToBase64String(value.AsSpan())), durable: true);
        });
    }

    static void Remove(string path)
    {
        if (Files.Remove(path)) AtomicFile.Sync(Path.GetDirectoryName(path)!);
    }

    /// <summary>All that is known from before. A file that cannot be read is left where it is, named in the log, and hurts nobody else.</summary>
    public IEnumerable<Secret> Load()
    {
        if (!Directory.Exists(Folder)) yield break;
        AtomicFile.Sweep(Folder);
        foreach (var file in Directory.EnumerateFiles(Folder, "*.xml"))
            if (TryRead(file) is { } secret) yield return secret;
    }

    Secret? TryRead(string file)
    {
        try
        {
            var definition = SecretXml.Read(File.ReadAllText(file));
            if (XmlOf(definition.Uuid) != file) throw new FormatException("its name is not that of the secret");
            var value = ValueOf(definition.Uuid);
            return new(definition, File.Exists(value) ? [.. Convert.FromBase64String(File.ReadAllText(value))] : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VirtException or FormatException)
        {
            Log.FileNotUnderstood(logger, file, e.Message);
            return null;
        }
    }
}
