using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>A definition's I/O threads: those that have a number, and those that were only counted.</summary>
static class IoThreadLists
{
    extension(DomainDefinition definition)
    {
        public IReadOnlyList<IoThread> EveryIoThread =>
            definition.IoThreadIds.IsEmpty ? [.. Enumerable.Range(1, (int)(definition.IoThreads ?? 0)).Select(id => new IoThread { Id = (uint)id })] : [.. definition.IoThreadIds];

        public bool HasIoThread(uint id) => definition.EveryIoThread.Any(thread => thread.Id == id);

        /// <summary>Where one may run: its own binding, else the domain's.</summary>
        public CpuSet? IoThreadPinOf(uint id) => definition.CpuTune?.IoThreadPins.Where(pin => pin.IoThread == id) is [var own, ..] ? own.Cpus : definition.Vcpu.Cpus;

        public DomainDefinition WithIoThreadPin(uint id, CpuSet cpus)
        {
            var tune = definition.CpuTune ?? new();
            return definition with
            {
                // Once one is spoken of, libvirt writes them all.
                IoThreadIds = [.. definition.EveryIoThread],
                CpuTune = tune with { IoThreadPins = [.. tune.IoThreadPins.Where(pin => pin.IoThread != id).Append(new() { IoThread = id, Cpus = cpus }).OrderBy(pin => pin.IoThread)] },
            };
        }

        /// <summary>With exactly these; their numbers are written where they say more than the count does.</summary>
        public DomainDefinition WithIoThreads(IEnumerable<IoThread> threads)
        {
            ValueList<IoThread> all = [.. threads];
            return definition with { IoThreads = all.IsEmpty ? null : (uint)all.Count, IoThreadIds = definition.IoThreadIds.IsEmpty && all.Index().All(one => one.Item == new IoThread { Id = (uint)one.Index + 1 }) ? [] : all };
        }

        /// <summary>With one more.</summary>
        public DomainDefinition WithIoThread(uint id)
        {
            ValueList<IoThread> all = [.. definition.EveryIoThread, new() { Id = id }];
            return definition with { IoThreads = (uint)all.Count, IoThreadIds = all };
        }

        /// <summary>Without one, and without what was said of it.</summary>
        public DomainDefinition WithoutIoThread(uint id)
        {
            var rest = definition.WithIoThreads(definition.EveryIoThread.Where(thread => thread.Id != id));
            if (rest.CpuTune is not { } tune) return rest;
            var left = tune with
            {
                IoThreadPins = [.. tune.IoThreadPins.Where(pin => pin.IoThread != id)],
                IoThreadSchedulers = [.. tune.IoThreadSchedulers.Where(scheduler => scheduler.Of is not { } of || !of.Contains((int)id))],
            };
            return rest with { CpuTune = left == new CpuTune() ? null : left };
        }
    }
}
