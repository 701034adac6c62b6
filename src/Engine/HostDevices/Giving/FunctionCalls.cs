using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>What is asked of the kernel about functions: the real one, or one that a test makes up.</summary>
sealed record FunctionCalls
{
    public Action<string, string> Write { get; init; } = ProcFile.Write;
    public Func<string, bool> IsUp { get; init; } = NetworkInterface.IsUp;
    public Func<string, MacAddress?> Mac { get; init; } = NetworkInterface.Mac;
    public Func<string, int, FunctionSettings?> Settings { get; init; } = VirtualFunctions.Get;
    public Action<string, int, MacAddress> SetMac { get; init; } = VirtualFunctions.SetMac;
    public Action<string, int, int> SetVlan { get; init; } = VirtualFunctions.SetVlan;
}
