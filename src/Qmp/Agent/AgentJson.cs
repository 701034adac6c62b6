using System.Text.Json.Serialization;

namespace Aerostat.Qmp;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
#region one line for each command and each answer
[JsonSerializable(typeof(FreezeAll))]
[JsonSerializable(typeof(Freeze))]
[JsonSerializable(typeof(Thaw))]
[JsonSerializable(typeof(Trim))]
[JsonSerializable(typeof(GetGuestTime))]
[JsonSerializable(typeof(SetGuestTime))]
[JsonSerializable(typeof(SetUserPassword))]
[JsonSerializable(typeof(GetAuthorizedKeys))]
[JsonSerializable(typeof(AddAuthorizedKeys))]
[JsonSerializable(typeof(RemoveAuthorizedKeys))]
[JsonSerializable(typeof(AgentKeys))]
[JsonSerializable(typeof(GuestShutdown))]
[JsonSerializable(typeof(GuestSuspendRam))]
[JsonSerializable(typeof(GuestSuspendDisk))]
[JsonSerializable(typeof(GuestSuspendHybrid))]
[JsonSerializable(typeof(GetGuestVcpus))]
[JsonSerializable(typeof(GuestVcpu[]))]
[JsonSerializable(typeof(SetGuestVcpus))]
[JsonSerializable(typeof(AgentNumber))]
[JsonSerializable(typeof(OpenGuestFile))]
[JsonSerializable(typeof(ReadGuestFile))]
[JsonSerializable(typeof(GuestFilePart))]
[JsonSerializable(typeof(CloseGuestFile))]
[JsonSerializable(typeof(GetHostName))]
[JsonSerializable(typeof(AgentHostName))]
[JsonSerializable(typeof(GetTimezone))]
[JsonSerializable(typeof(AgentTimezone))]
[JsonSerializable(typeof(GetOsInfo))]
[JsonSerializable(typeof(AgentOs))]
[JsonSerializable(typeof(GetUsers))]
[JsonSerializable(typeof(AgentUser[]))]
[JsonSerializable(typeof(GetFilesystems))]
[JsonSerializable(typeof(AgentFilesystem[]))]
[JsonSerializable(typeof(GetDisks))]
[JsonSerializable(typeof(AgentDisk[]))]
[JsonSerializable(typeof(GetInterfaces))]
[JsonSerializable(typeof(AgentInterface[]))]
#endregion
sealed partial class AgentJson : JsonSerializerContext;
