using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>What the guest has now: what its balloon leaves, and what it took of virtio-mem.</summary>
    Bytes CurrentMemory(DomainDefinition definition) => (Observed.Balloon ?? Bytes.Min(definition.Boot, definition.BalloonMaximum)) + definition.Elastic;

    /// <summary>The definition with what QEMU alone knows of its modules: where each lies, how much the guest took. The balloon counts anew with them.</summary>
    /// <param name="patient">They have just come: nobody tells of them later, however long QEMU takes.</param>
    async Task<DomainDefinition> ModulesAsync(Guest live, DomainDefinition definition, bool patient)
    {
        if (definition.Devices.Memories.IsEmpty || await AskModulesAsync(live, patient) is not { } told) return definition;
        await CountAsync(live);
        return definition with
        {
            Devices = definition.Devices with
            {
                Memories = definition.Devices.Memories.Map(module => Array.Find(told, one => one.Data.Id == module.Alias)?.Data is { } data ? Placed(module, data) : module),
            },
        };
    }

    static async Task<MemoryDeviceInfo[]?> AskModulesAsync(Guest live, bool patient)
    {
        if (!patient) return await live.TryAskAsync(new QueryMemoryDevices());
        try
        {
            return await live.AskAsync(new QueryMemoryDevices());
        }
        catch (VirtException)
        {
            return null; // they are there all the same, and the next daemon asks again
        }
    }

    /// <summary>What the balloon leaves changes with each module, and no event tells it.</summary>
    async Task CountAsync(Guest live)
    {
        if (State.Running?.Live.HasBalloon is true && await live.TryAskAsync(new QueryBalloon()) is { } balloon) Observe(seen => seen with { Balloon = balloon.Actual });
    }

    static MemoryDevice Placed(MemoryDevice module, MemoryDeviceData told) => module.Model switch
    {
        MemoryModel.VirtioMem => module with { Target = module.Target with { Current = new(told.Size ?? 0) } },
        MemoryModel.Dimm or MemoryModel.Nvdimm => module with { Address = (module.Address as DimmAddress ?? new()) with { Base = told.Addr, Slot = (uint?)told.Slot } },
        _ => module,
    };

    /// <summary>The guest took blocks, or gave some back; or it did so while nobody listened.</summary>
    async Task MemorySizedAsync(Turns.Turn turn, string alias, Bytes size)
    {
        var state = turn.State;
        if (state.Running!.Live.Devices.Memories.FirstOrDefault(memory => memory.Alias == alias) is not { } memory) return;
        await turn.BecomeAsync(state.Change(Scope.Live, definition => definition with { Devices = definition.Devices.Replace(memory, memory with { Target = memory.Target with { Current = size } }) }));
        host.Events.Publish(new Events.MemoryDeviceSizeEvent(state.Ident, alias, size));
    }

    /// <summary>A module is meant by its address; an alias, where there is one, must agree.</summary>
    static MemoryDevice? Meant(DomainDefinition definition, MemoryDevice wanted) => definition.Devices.Memories.FirstOrDefault(module => wanted.Address is { } at && Near(module.Address, at)
        && (wanted.Alias is null || module.Alias is null || module.Alias == wanted.Alias));

    static bool Near(DeviceAddress? own, DeviceAddress wanted) => (own, wanted) switch
    {
        (DimmAddress a, DimmAddress b) => a.Slot == b.Slot && (a.Base is null || b.Base is null || a.Base == b.Base),
        (PciAddress a, PciAddress b) => a with { MultiFunction = null } == b with { MultiFunction = null },
        _ => false,
    };

    static DomainDefinition Update(DomainDefinition saved, MemoryDevice wanted)
    {
        var found = Meant(saved, wanted) ?? throw Errors.Argument("memory not found");
        return saved with { Devices = saved.Devices.Replace(found, wanted with { Address = found.Address, Alias = found.Alias }) };
    }

    /// <summary>How much a module of virtio-mem is asked to give; nothing else of it can change under a running guest.</summary>
    /// <remarks>Source: QEMU's property <c>requested-size</c>; the guest follows by and by, and says so by MEMORY_DEVICE_SIZE_CHANGE.</remarks>
    static async Task<DomainDefinition> RequestAsync(Guest live, DomainDefinition definition, MemoryDevice wanted)
    {
        var found = Meant(definition, wanted) ?? throw Errors.ConfigUnsupported($"memory '{wanted.Alias ?? wanted.Model.Word()}' not found: it is meant by its address");
        if (found.Model is not MemoryModel.VirtioMem) throw Errors.ConfigUnsupported($"cannot modify memory of model '{found.Model.Word()}'");
        Unchanged("model", found.Model.Word(), wanted.Model.Word());
        Unchanged("access", found.Access?.Word(), wanted.Access?.Word());
        Unchanged("discard", found.Discard, wanted.Discard);
        Unchanged("source", found.Source, wanted.Source);
        Unchanged("size", found.Target.Size.InKib, wanted.Target.Size.InKib);
        Unchanged("target NUMA node id", found.Target.Node, wanted.Target.Node);
        Unchanged("block size", found.Target.BlockSize?.InKib, wanted.Target.BlockSize?.InKib);
        var requested = wanted.Target.Requested ?? Bytes.Zero;
        await live.AskAsync(new QomSet($"/machine/peripheral/{found.Alias}", "requested-size", (long)requested.Value));
        return definition with { Devices = definition.Devices.Replace(found, found with { Target = found.Target with { Requested = requested } }) };

        static void Unchanged<T>(string what, T own, T asked)
        {
            if (!Equals(own, asked)) throw Errors.ConfigUnsupported($"cannot modify memory {what} from '{own?.ToString() ?? "default"}' to '{asked?.ToString() ?? "default"}'");
        }
    }
}
