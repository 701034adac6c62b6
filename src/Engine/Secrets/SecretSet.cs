using System.Collections.Immutable;
using Aerostat.Engine.Events;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.Secrets;

/// <summary>Something happened to a secret.</summary>
public abstract record SecretEvent(SecretDefinition Secret);

/// <summary>Source: <c>virSecretEventLifecycleType</c>.</summary>
public sealed record SecretLifecycleEvent(SecretDefinition Secret, bool Defined) : SecretEvent(Secret);

public sealed record SecretValueEvent(SecretDefinition Secret) : SecretEvent(Secret);

/// <summary>Source: <c>virConnectListAllSecretsFlags</c>. Bits of one line are alternatives.</summary>
[Flags]
public enum SecretListFlags
{
    None = 0,
    Ephemeral = 1, Lasting = 2,
    Private = 4, Open = 8,
}

/// <summary>Pass-phrases that disks and pools need. Reading takes what is published; changes come one at a time, and are kept before they are told.</summary>
public sealed class SecretSet
{
    readonly SecretStore store;
    readonly Lock changing = new();
    ImmutableDictionary<Guid, Secret> known = ImmutableDictionary<Guid, Secret>.Empty;

    internal SecretSet(Folders folders, ILogger logger) => store = new(folders, logger);

    public EventHub<SecretEvent> Events { get; } = new();

    public IEnumerable<SecretDefinition> All => known.Values.Select(secret => secret.Definition);

    internal void Load() => known = store.Load().ToImmutableDictionary(secret => secret.Definition.Uuid);

    /// <exception cref="VirtException"><see cref="ErrorCode.NoSecret"/>.</exception>
    public SecretDefinition this[Guid uuid] => Find(uuid).Definition;

    /// <summary>The one that is for this.</summary>
    public SecretDefinition ByUsage(SecretUsage usage, string id) =>
        All.FirstOrDefault(secret => secret.Usage == usage && usage is not SecretUsage.None && secret.UsageId == id)
            ?? throw Missing($"no secret with matching usage '{id}'");

    public IEnumerable<SecretDefinition> List(SecretListFlags flags)
    {
        return All.Where(secret => Any(SecretListFlags.Ephemeral, secret.Ephemeral, SecretListFlags.Lasting) && Any(SecretListFlags.Private, secret.Private, SecretListFlags.Open));

        bool Any(SecretListFlags yes, bool holds, SecretListFlags no) => (flags & (yes | no)) == 0 || flags.HasFlag(holds ? yes : no);
    }

    /// <summary>Makes one known, or says other things of one that is: never what it is for, and never that it is private no more.</summary>
    /// <remarks>Source: libvirt <c>virSecretDefineXML</c>.</remarks>
    public SecretDefinition Define(string xml, bool validate)
    {
        var definition = SecretXml.Read(xml, new() { Validate = validate });
        lock (changing)
        {
            if (known.TryGetValue(definition.Uuid, out var before))
            {
                if (before.Definition.Usage != definition.Usage || before.Definition.UsageId != definition.UsageId)
                    throw Internal($"a secret with UUID {definition.Uuid} is already defined for use with {before.Definition.UsageId}");
                if (before.Definition.Private && !definition.Private) throw Internal("cannot change private flag on existing secret");
            }
            else if (definition.Usage is not SecretUsage.None && All.FirstOrDefault(other => other.Usage == definition.Usage && other.UsageId == definition.UsageId) is { } rival)
            {
                throw Internal($"a secret with UUID {rival.Uuid} already defined for use with {definition.UsageId}");
            }
            Keep(before, new(definition, before?.Value));
        }
        Events.Publish(new SecretLifecycleEvent(definition, Defined: true));
        return definition;
    }

    /// <summary>Gives one its value.</summary>
    /// <remarks>Source: libvirt <c>virSecretSetValue</c>.</remarks>
    public void SetValue(Guid uuid, byte[] value)
    {
        SecretDefinition definition;
        lock (changing)
        {
            var before = Find(uuid);
            definition = before.Definition;
            Keep(before, before with { Value = [.. value] });
        }
        Events.Publish(new SecretValueEvent(definition));
    }

    /// <exception cref="VirtException"><see cref="ErrorCode.InvalidSecret"/>: it is private; <see cref="ErrorCode.NoSecret"/>: it has no value.</exception>
    /// <remarks>Source: libvirt <c>virSecretGetValue</c>.</remarks>
    public byte[] Value(Guid uuid)
    {
        var secret = Find(uuid);
        if (secret.Definition.Private) throw new VirtException(ErrorCode.InvalidSecret, "Invalid secret: secret is private", ErrorDomain.Secret);
        return secret.Value is { IsEmpty: false } value ? [.. value] : throw Missing($"secret '{uuid}' does not have a value");
    }

    /// <summary>For QEMU and its companions alone: what is private is no client's, but the guest's that it is for.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.NoSecret"/>: it has no value.</exception>
    internal byte[] Reveal(Guid uuid) => Find(uuid).Value is { IsEmpty: false } value ? [.. value] : throw Missing($"secret '{uuid}' does not have a value");

    public void Undefine(Guid uuid)
    {
        SecretDefinition definition;
        lock (changing)
        {
            var before = Find(uuid);
            definition = before.Definition;
            store.Write(before, null);
            known = known.Remove(uuid);
        }
        Events.Publish(new SecretLifecycleEvent(definition, Defined: false));
    }

    void Keep(Secret? before, Secret next)
    {
        store.Write(before, next);
        known = known.SetItem(next.Definition.Uuid, next);
    }

    Secret Find(Guid uuid) => known.TryGetValue(uuid, out var secret) ? secret : throw Missing($"no secret with matching uuid '{uuid}'");

    static VirtException Missing(string message) => new(ErrorCode.NoSecret, $"Secret not found: {message}", ErrorDomain.Secret);

    static VirtException Internal(string message) => new(ErrorCode.InternalError, $"internal error: {message}", ErrorDomain.Secret);
}

/// <summary>One of them, with its value.</summary>
/// <param name="Value">Null: it has none yet.</param>
sealed record Secret(SecretDefinition Definition, ValueList<byte>? Value)
{
    /// <summary>No log and no message shows a value.</summary>
    public override string ToString() => $"secret {Definition.Uuid}";
}
