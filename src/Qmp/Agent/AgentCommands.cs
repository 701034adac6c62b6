using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

/// <summary>A command of the agent within a guest; its properties are its arguments, its type parameter what it answers.</summary>
/// <remarks>Source: QEMU's <c>qga/qapi-schema.json</c>. What an older or another agent leaves out reads as null or 0.</remarks>
public abstract record AgentCommand<TResult>([property: JsonIgnore] string Execute) where TResult : class;

/// <summary>Stops writing to file systems. Answers how many.</summary>
public sealed record FreezeAll() : AgentCommand<AgentNumber>("guest-fsfreeze-freeze");
public sealed record Freeze(string[] Mountpoints) : AgentCommand<AgentNumber>("guest-fsfreeze-freeze-list");
public sealed record Thaw() : AgentCommand<AgentNumber>("guest-fsfreeze-thaw");

/// <param name="Minimum">Bytes: shorter runs of free blocks are passed over.</param>
public sealed record Trim(ulong Minimum) : AgentCommand<Empty>("guest-fstrim");

/// <summary>Nanoseconds since 1970.</summary>
public sealed record GetGuestTime() : AgentCommand<AgentNumber>("guest-get-time");
/// <param name="Time">Null: from the guest's own hardware clock.</param>
public sealed record SetGuestTime(long? Time) : AgentCommand<Empty>("guest-set-time");

/// <param name="Password">In base64.</param>
public sealed record SetUserPassword(string Username, string Password, bool Crypted) : AgentCommand<Empty>("guest-set-user-password");

public sealed record GetAuthorizedKeys(string Username) : AgentCommand<AgentKeys>("guest-ssh-get-authorized-keys");
public sealed record AddAuthorizedKeys(string Username, string[] Keys, bool Reset) : AgentCommand<Empty>("guest-ssh-add-authorized-keys");
public sealed record RemoveAuthorizedKeys(string Username, string[] Keys) : AgentCommand<Empty>("guest-ssh-remove-authorized-keys");
public sealed record AgentKeys(string[] Keys);

/// <param name="Mode">powerdown, reboot, halt.</param>
public sealed record GuestShutdown(string Mode) : AgentCommand<Empty>("guest-shutdown");
public sealed record GuestSuspendRam() : AgentCommand<Empty>("guest-suspend-ram");
public sealed record GuestSuspendDisk() : AgentCommand<Empty>("guest-suspend-disk");
public sealed record GuestSuspendHybrid() : AgentCommand<Empty>("guest-suspend-hybrid");

public sealed record GetGuestVcpus() : AgentCommand<GuestVcpu[]>("guest-get-vcpus");
/// <summary>Answers how many of them, from the first on, are as they were wanted.</summary>
public sealed record SetGuestVcpus(GuestVcpu[] Vcpus) : AgentCommand<AgentNumber>("guest-set-vcpus");
/// <param name="CanOffline">Null in an order: it is only told.</param>
public sealed record GuestVcpu(int LogicalId, bool Online, bool? CanOffline = null);

/// <summary>An answer that is a whole number.</summary>
[JsonConverter(typeof(AgentNumberConverter))]
public sealed record AgentNumber(long Value);

sealed class AgentNumberConverter : JsonConverter<AgentNumber>
{
    public override AgentNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var value) ? new(value) : throw new JsonException("a whole number is due");

    public override void Write(Utf8JsonWriter writer, AgentNumber value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
