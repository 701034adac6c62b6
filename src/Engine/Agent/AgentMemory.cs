using Aerostat.Engine.Piloting;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <content>In-guest truth for the memory pilot. It waits for nobody, keeps nobody waiting, and ends at the first silence.</content>
public sealed partial class Domain
{
    /// <summary>How long the agent may take for one of our questions.</summary>
    static readonly TimeSpan SamplePatience = TimeSpan.FromSeconds(1);

    const int MostOfFile = 4096;

    /// <summary>Begins to ask the guest's agent, where it is there, idle, and was not asked just now.</summary>
    void LookThroughAgent(Guest live)
    {
        if (!HasAgent || Pilot.AgentIsMute || !Pilot.AskingAgent.IsCompleted || !live.Agent.IsIdle) return;
        if (State.Phase.State is not RunPhase.Running || Pilot.AgentAskedAt != 0 && host.Time.GetElapsedTime(Pilot.AgentAskedAt) < AgentSample.Every) return;
        Pilot.AgentAskedAt = host.Time.GetTimestamp();
        Pilot.AskingAgent = AskAgentAsync(live);
    }

    async Task AskAgentAsync(Guest live)
    {
        try
        {
            var path = Agent().Path;
            var told = await live.Agent.TakeAsync("memory pilot", path, SamplePatience, agent => SampleAsync(agent, live), live.Gone, live.Gone);
            if (told is not null) Pilot.Told = told;
        }
        catch (Exception e) when (e is VirtException or OperationCanceledException)
        {
            // Silence, nonsense, or an agent that may not show files: nobody else shall wait behind such a question again.
            Pilot.AgentIsMute = true;
            Log.AgentIsMute(host.Logger, State.Name, e.Message);
        }
    }

    /// <returns>Null: someone else wants the agent.</returns>
    async Task<AgentSample?> SampleAsync(AgentSession agent, Guest live)
    {
        var pressure = await FileAsync(agent, live, "/proc/pressure/memory");
        if (live.Agent.IsWanted) return null;
        return await FileAsync(agent, live, "/proc/meminfo") is { } meminfo ? AgentSample.Read(host.Time.GetTimestamp(), pressure, meminfo) : null;
    }

    /// <returns>Null: there is no such file, or someone else wants the agent.</returns>
    static async Task<string?> FileAsync(AgentSession agent, Guest live, string path)
    {
        AgentNumber file;
        try
        {
            file = await agent.AskAsync(new OpenGuestFile(path));
        }
        catch (AgentException e) when (e is { IsClosed: false, IsNonsense: false, IsUnsupported: false })
        {
            return null;
        }
        // Whoever opened it closes it, whoever waits.
        var part = live.Agent.IsWanted ? null : await agent.AskAsync(new ReadGuestFile(file.Value, MostOfFile));
        await agent.AskAsync(new CloseGuestFile(file.Value));
        return part is null ? null : AgentSample.Unpack(part.BufB64);
    }
}
