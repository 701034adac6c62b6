using Aerostat.Engine.Piloting;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <content>In-guest truth for the memory pilot. It waits for nobody, keeps nobody waiting, and ends at the first silence.</content>
public sealed partial class Domain
{
    /// <summary>How long the agent may take for one of our questions. Nobody waits for that: whoever comes ends the question.</summary>
    static readonly TimeSpan SamplePatience = TimeSpan.FromSeconds(5);

    const int MostOfFile = 4096;

    /// <summary>Begins to ask the guest's agent, where it is there, idle, and was not asked just now.</summary>
    void LookThroughAgent(Guest live)
    {
        if (!HasAgent || Pilot.AgentIsMute || !Pilot.AskingAgent.IsCompleted || !live.Agent.IsIdle) return;
        var rest = Pilot.Stirs || Pilot.Told is null || Pilot.AgentWaited ? AgentSample.Every : AgentSample.Rest;
        if (State.Phase.State is not RunPhase.Running || Pilot.AgentAskedAt != 0 && host.Time.GetElapsedTime(Pilot.AgentAskedAt) < rest) return;
        Pilot.AgentAskedAt = host.Time.GetTimestamp();
        Pilot.AskingAgent = AskAgentAsync(live);
    }

    async Task AskAgentAsync(Guest live)
    {
        // It holds nothing that would have to be disposed of: no timer, no handle.
        var way = new CancellationTokenSource();
        live.Agent.GivesWay = way;
        try
        {
            Pilot.Heard(await live.Agent.TakeAsync("memory pilot", Agent().Path, SamplePatience, SampleAsync, live.Gone, way.Token), host.Pilot.Settings.Interval);
        }
        catch (OperationCanceledException) { /* somebody else has a question */ }
        catch (VirtException e) when (!way.IsCancellationRequested)
        {
            // Silence, nonsense, or an agent that may not show files: it is not asked again.
            Pilot.AgentIsMute = true;
            Log.AgentIsMute(host.Logger, State.Name, e.Message);
        }
        catch (VirtException) { /* the same, as the connection was told it */ }
        finally
        {
            live.Agent.GivesWay = null;
        }
    }

    async Task<AgentSample> SampleAsync(AgentSession agent)
    {
        var pressure = await FileAsync(agent, "/proc/pressure/memory");
        return AgentSample.Read(host.Time.GetTimestamp(), pressure, await FileAsync(agent, "/proc/meminfo") ?? "");
    }

    /// <returns>Null: there is no such file, or this kernel counts nothing in it.</returns>
    static async Task<string?> FileAsync(AgentSession agent, string path)
    {
        if (await OrNull(() => agent.AskAsync(new OpenGuestFile(path))) is not { } file) return null;
        var part = await OrNull(() => agent.AskAsync(new ReadGuestFile(file.Value, MostOfFile)));
        await agent.AskAsync(new CloseGuestFile(file.Value));
        return part is null ? null : AgentSample.Unpack(part.BufB64);

        static async Task<T?> OrNull<T>(Func<Task<T>> ask) where T : class
        {
            try
            {
                return await ask();
            }
            catch (AgentException e) when (e is { IsClosed: false, IsNonsense: false, IsUnsupported: false })
            {
                return null;
            }
        }
    }
}
