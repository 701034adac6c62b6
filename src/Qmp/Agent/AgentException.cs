namespace Aerostat.Qmp;

/// <summary>The agent within a guest refused a command, went away, or said what nobody can understand.</summary>
/// <param name="command">As the agent knows it.</param>
/// <param name="kind">The agent's class of error: <c>GenericError</c>, <c>CommandNotFound</c>…; or one of our own.</param>
/// <param name="description">In the agent's own words.</param>
public sealed class AgentException(string command, string kind, string description)
    : Exception($"unable to execute QEMU agent command '{command}': {description}")
{
    public string Kind => kind;

    /// <summary>The connection broke.</summary>
    public bool IsClosed => kind is "Closed";

    /// <summary>What came is no answer: what follows it cannot be trusted either.</summary>
    public bool IsNonsense => kind is "Nonsense";

    /// <summary>This agent has not the command, or was told not to do it.</summary>
    public bool IsUnsupported => kind is "CommandNotFound" or "CommandDisabled" or "Unsupported";

    public static AgentException Closed(string command, string why) => new(command, "Closed", why);

    public static AgentException Nonsense(string command, string why) => new(command, "Nonsense", $"its answer is not understood: {why}");
}
