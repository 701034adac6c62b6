using Aerostat.Model;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>The port that an agent listens at.</summary>
    const string AgentPort = "org.qemu.guest_agent.0";

    /// <summary>Source: <c>virDomainAgentResponseTimeoutValues</c>.</summary>
    public const int AgentBlocks = -2, AgentUsual = -1;

    static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long the agent may take for a command: seconds, or one of libvirt's words.</summary>
    /// <remarks>Source: libvirt <c>virDomainAgentSetResponseTimeout</c>. Of a guest that is off: what its next run begins with.</remarks>
    public Task SetAgentTimeoutAsync(int timeout, CancellationToken cancel) => turns.TakeAsync("agent-timeout", state =>
    {
        CheckTimeout(timeout);
        agentTimeout = timeout;
        return Task.FromResult(state.Running is { } running ? state with { Running = running with { AgentTimeout = timeout } } : state);
    }, cancel);

    int agentTimeout = AgentBlocks;

    static void CheckTimeout(int timeout)
    {
        if (timeout < AgentBlocks) throw Errors.Argument($"guest agent timeout '{timeout}' is less than the minimum '{AgentBlocks}'");
    }

    static TimeSpan? Patience(int timeout) => timeout switch
    {
        AgentBlocks => null,
        AgentUsual => UsualPatience,
        _ => TimeSpan.FromSeconds(timeout),
    };

    /// <summary>Says something to the guest's agent and gives its answer.</summary>
    /// <param name="timeout">As <see cref="SetAgentTimeoutAsync"/> takes it.</param>
    /// <exception cref="VirtException"><see cref="ErrorCode.AgentUnresponsive"/>: it is not there; <see cref="ErrorCode.InternalError"/>: in its own words.</exception>
    /// <remarks>Source: libvirt <c>virDomainQemuAgentCommand</c>.</remarks>
    public async Task<string> AgentCommandAsync(string command, int timeout, CancellationToken cancel)
    {
        CheckTimeout(timeout);
        try
        {
            var answer = await AgentAsync("agent-command", agent => agent.AskAsync(command), cancel, timeout);
            Tainted(Taint.CustomAgentCommand);
            return answer;
        }
        catch (FormatException e)
        {
            throw new VirtException(ErrorCode.InternalError, $"internal error: {e.Message}", ErrorDomain.None, e);
        }
    }

    /// <summary>Has the agent to itself for some commands. No turn is taken: an agent that keeps one waiting keeps nobody else.</summary>
    Task<T> AgentAsync<T>(string what, Func<AgentSession, Task<T>> work, CancellationToken cancel, int? timeout = null)
    {
        var (live, path) = Agent();
        return live.Agent.TakeAsync(what, path, Patience(timeout ?? State.Running?.AgentTimeout ?? agentTimeout), work, live.Gone, cancel);
    }

    Task<bool> AgentAsync(string what, Func<AgentSession, Task> work, CancellationToken cancel, int? timeout = null) => AgentAsync(what, async agent =>
    {
        await work(agent);
        return true;
    }, cancel, timeout);

    /// <summary>Where the agent can be spoken to.</summary>
    (Guest Live, string Path) Agent()
    {
        var state = State;
        if (state.Running is not { } running) throw Errors.NotRunning();
        if (state.Phase.State is not RunPhase.Running) throw Errors.Invalid("domain is not running");
        if (AgentOf(running.Live) is not { } channel)
            throw new VirtException(ErrorCode.ArgumentUnsupported, "argument unsupported: QEMU guest agent is not configured")
            {
                Hint = $"Give the domain <channel type='unix'><target type='virtio' name='{AgentPort}'/></channel>.",
            };
        return guest is { } live && IsListening(channel) ? (live, channel.Backend.Path!) : throw Errors.AgentAbsent();
    }

    static Channel? AgentOf(DomainDefinition definition) =>
        definition.Devices.Channels.FirstOrDefault(channel => channel is { TargetType: ChannelTargetType.Virtio, TargetName: AgentPort });

    static bool IsListening(Channel channel) => channel is { State: ChannelState.Connected, Backend: { Type: CharType.Unix, Mode: SocketEnd.Bind, Path: not null } };

    /// <summary>An agent has opened its port.</summary>
    bool HasAgent => State.Running is { } running && AgentOf(running.Live) is { } channel && IsListening(channel);
}
