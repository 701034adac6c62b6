using Aerostat.Engine.Statistics;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

/// <summary>Source: <c>virDomainGuestInfoTypes</c>.</summary>
[Flags]
public enum GuestInfoKinds { All = 0, Users = 1, Os = 2, Timezone = 4, Hostname = 8, Filesystem = 16, Disks = 32, Interfaces = 64 }

public sealed partial class Domain
{
    /// <summary>What the agent knows of its guest.</summary>
    /// <param name="kinds">Of those asked for by name a refusal is an error; of all, what this agent cannot tell is left out.</param>
    /// <remarks>Source: libvirt <c>virDomainGetGuestInfo</c>; the figures' names are its own.</remarks>
    public Task<ValueList<Parameter>> GuestInfoAsync(GuestInfoKinds kinds, CancellationToken cancel) => !State.IsActive ? throw Errors.Invalid("domain is not running") : AgentAsync("guest-info", async agent =>
    {
        var definition = State.Definition;
        List<Parameter> told = [];
        await AddAsync(GuestInfoKinds.Users, new GetUsers(), GuestFigures.Of);
        await AddAsync(GuestInfoKinds.Os, new GetOsInfo(), GuestFigures.Of);
        await AddAsync(GuestInfoKinds.Timezone, new GetTimezone(), GuestFigures.Of);
        await AddAsync(GuestInfoKinds.Hostname, new GetHostName(), name => [new("hostname", name.HostName)]);
        await AddAsync(GuestInfoKinds.Filesystem, new GetFilesystems(), all => GuestFigures.Of(all, definition));
        await AddAsync(GuestInfoKinds.Disks, new GetDisks(), all => GuestFigures.Of(all, definition));
        await AddAsync(GuestInfoKinds.Interfaces, new GetInterfaces(), GuestFigures.Of);
        return told.ToValueList();

        async Task AddAsync<T>(GuestInfoKinds kind, AgentCommand<T> question, Func<T, IEnumerable<Parameter>> figures) where T : class
        {
            if (kinds == GuestInfoKinds.All && await agent.TryAskAsync(question) is { } known) told.AddRange(figures(known));
            else if (kinds.HasFlag(kind) && kinds != GuestInfoKinds.All) told.AddRange(figures(await agent.AskAsync(question)));
        }
    }, cancel);
}
