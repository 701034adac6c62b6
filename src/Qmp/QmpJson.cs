using System.Text.Json;
using System.Text.Json.Serialization;
using Aerostat.Values;

namespace Aerostat.Qmp;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(BytesConverter)])]
#region one line for each command and each answer
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(Negotiate))]
[JsonSerializable(typeof(Stop))]
[JsonSerializable(typeof(Cont))]
[JsonSerializable(typeof(SystemPowerdown))]
[JsonSerializable(typeof(SystemReset))]
[JsonSerializable(typeof(SystemWakeup))]
[JsonSerializable(typeof(SetAction))]
[JsonSerializable(typeof(ResetRtcReinjection))]
[JsonSerializable(typeof(InjectNmi))]
[JsonSerializable(typeof(Quit))]
[JsonSerializable(typeof(QueryStatus))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(QueryVersion))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(QueryKvm))]
[JsonSerializable(typeof(KvmInfo))]
[JsonSerializable(typeof(QueryTarget))]
[JsonSerializable(typeof(TargetInfo))]
[JsonSerializable(typeof(QueryMachines))]
[JsonSerializable(typeof(MachineInfo[]))]
[JsonSerializable(typeof(QueryCpuDefinitions))]
[JsonSerializable(typeof(CpuDefinition[]))]
[JsonSerializable(typeof(QueryCpuModelExpansion))]
[JsonSerializable(typeof(CpuModelExpansion))]
[JsonSerializable(typeof(QueryGicCapabilities))]
[JsonSerializable(typeof(GicCapability[]))]
[JsonSerializable(typeof(QueryCommands))]
[JsonSerializable(typeof(NamedInfo[]))]
[JsonSerializable(typeof(QueryCommandLineOptions))]
[JsonSerializable(typeof(CommandLineOption[]))]
[JsonSerializable(typeof(QueryCpusFast))]
[JsonSerializable(typeof(CpuInfo[]))]
[JsonSerializable(typeof(QueryHotpluggableCpus))]
[JsonSerializable(typeof(HotpluggableCpu[]))]
[JsonSerializable(typeof(QueryIothreads))]
[JsonSerializable(typeof(IothreadInfo[]))]
[JsonSerializable(typeof(QueryStats))]
[JsonSerializable(typeof(StatsResult[]))]
[JsonSerializable(typeof(QueryStatsSchemas))]
[JsonSerializable(typeof(StatsSchema[]))]
[JsonSerializable(typeof(CalcDirtyRate))]
[JsonSerializable(typeof(QueryDirtyRate))]
[JsonSerializable(typeof(DirtyRate))]
[JsonSerializable(typeof(QueryJobs))]
[JsonSerializable(typeof(JobInfo[]))]
[JsonSerializable(typeof(HumanMonitorCommand))]
[JsonSerializable(typeof(TextResult))]
[JsonSerializable(typeof(SetBalloon))]
[JsonSerializable(typeof(QueryBalloon))]
[JsonSerializable(typeof(BalloonInfo))]
[JsonSerializable(typeof(QueryGuestStats))]
[JsonSerializable(typeof(GuestStats))]
[JsonSerializable(typeof(QueryMemoryDevices))]
[JsonSerializable(typeof(MemoryDeviceInfo[]))]
[JsonSerializable(typeof(AddedChardev))]
[JsonSerializable(typeof(RemoveObject))]
[JsonSerializable(typeof(RemoveChardev))]
[JsonSerializable(typeof(RemoveNetdev))]
[JsonSerializable(typeof(RemoveBlockdev))]
[JsonSerializable(typeof(RemoveDevice))]
[JsonSerializable(typeof(PassDescriptor))]
[JsonSerializable(typeof(CloseDescriptor))]
[JsonSerializable(typeof(AddDescriptor))]
[JsonSerializable(typeof(AddedDescriptor))]
[JsonSerializable(typeof(RemoveDescriptor))]
[JsonSerializable(typeof(QomList))]
[JsonSerializable(typeof(QomProperty[]))]
[JsonSerializable(typeof(QomGet))]
[JsonSerializable(typeof(QomSet))]
[JsonSerializable(typeof(QomListTypes))]
[JsonSerializable(typeof(DeviceListProperties))]
[JsonSerializable(typeof(QomListProperties))]
[JsonSerializable(typeof(PropertyInfo[]))]
[JsonSerializable(typeof(QuerySchema))]
[JsonSerializable(typeof(JsonResult))]
[JsonSerializable(typeof(QueryBlock))]
[JsonSerializable(typeof(BlockInfo[]))]
[JsonSerializable(typeof(QueryNamedBlockNodes))]
[JsonSerializable(typeof(NamedBlockNode[]))]
[JsonSerializable(typeof(QueryBlockstats))]
[JsonSerializable(typeof(BlockStats[]))]
[JsonSerializable(typeof(OpenTray))]
[JsonSerializable(typeof(CloseTray))]
[JsonSerializable(typeof(RemoveMedium))]
[JsonSerializable(typeof(InsertMedium))]
[JsonSerializable(typeof(SetWriteThreshold))]
[JsonSerializable(typeof(ResizeBlock))]
[JsonSerializable(typeof(SetIoThrottle))]
[JsonSerializable(typeof(SetLink))]
[JsonSerializable(typeof(QueryRxFilter))]
[JsonSerializable(typeof(RxFilter[]))]
[JsonSerializable(typeof(QueryChardev))]
[JsonSerializable(typeof(ChardevInfo[]))]
[JsonSerializable(typeof(QueryVnc))]
[JsonSerializable(typeof(VncInfo))]
[JsonSerializable(typeof(SetPassword))]
[JsonSerializable(typeof(ExpirePassword))]
[JsonSerializable(typeof(AddClient))]
[JsonSerializable(typeof(Screendump))]
[JsonSerializable(typeof(SendKey))]
[JsonSerializable(typeof(Migrate))]
[JsonSerializable(typeof(MigrateCancel))]
[JsonSerializable(typeof(MigrateIncoming))]
[JsonSerializable(typeof(SetMigrationCapabilities))]
[JsonSerializable(typeof(SetMigrationParameters))]
[JsonSerializable(typeof(QueryMigrate))]
[JsonSerializable(typeof(MigrationInfo))]
[JsonSerializable(typeof(DumpGuestMemory))]
[JsonSerializable(typeof(QueryDump))]
[JsonSerializable(typeof(DumpInfo))]
[JsonSerializable(typeof(QueryDumpCapability))]
[JsonSerializable(typeof(DumpCapability))]
#endregion
sealed partial class QmpJson : JsonSerializerContext;

/// <summary>Bytes are a number on QEMU's wire.</summary>
sealed class BytesConverter : JsonConverter<Bytes>
{
    public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetUInt64());
    public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

sealed class TextResultConverter : JsonConverter<TextResult>
{
    public override TextResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");
    public override void Write(Utf8JsonWriter writer, TextResult value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

sealed class JsonResultConverter : JsonConverter<JsonResult>
{
    public override JsonResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(JsonElement.ParseValue(ref reader));
    public override void Write(Utf8JsonWriter writer, JsonResult value, JsonSerializerOptions options) => value.Value.WriteTo(writer);
}
