using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>A definition's vCPUs one by one. A document that lists none has its first ones, and those for good.</summary>
static class VcpuLists
{
    extension(DomainDefinition definition)
    {
        /// <summary>All up to the maximum, by number.</summary>
        public ValueList<Vcpu> EveryVcpu => definition.Vcpus.IsEmpty
            ? [.. Enumerable.Range(0, definition.MaximumVcpus).Select(number => number < definition.CurrentVcpus
                ? new Vcpu { Id = (uint)number, Enabled = true, Hotpluggable = false }
                : new Vcpu { Id = (uint)number })]
            : [.. Enumerable.Range(0, definition.MaximumVcpus).Select(number =>
                definition.Vcpus.FirstOrDefault(vcpu => vcpu.Id == number) ?? new Vcpu { Id = (uint)number })];

        /// <summary>The definition with these, listed one by one, and counted.</summary>
        public DomainDefinition WithVcpus(IEnumerable<Vcpu> all)
        {
            ValueList<Vcpu> list = [.. all];
            return definition.WithCount(list.Count(vcpu => vcpu.Enabled)) with { Vcpus = list };
        }

        DomainDefinition WithCount(int current) =>
            definition with { Vcpu = definition.Vcpu with { Current = current == definition.MaximumVcpus ? null : (uint)current } };

        /// <summary>So many at the next start.</summary>
        /// <param name="removable">The new ones can be taken away again while the guest runs, and are listed as such.</param>
        public DomainDefinition WithVcpuCount(int count, bool removable)
        {
            if (count > definition.MaximumVcpus)
                throw Errors.Argument($"requested vcpus is greater than max allowable vcpus for the persistent domain: {count} > {definition.MaximumVcpus}");
            var missing = count - definition.CurrentVcpus;
            if (missing == 0) return definition;
            // The order of plugging was that of others.
            Vcpu[] all = [.. definition.EveryVcpu.Select(vcpu => vcpu with { Order = null })];
            for (var number = 0; number < all.Length && missing > 0; number++)
            {
                if (all[number].Enabled) continue;
                all[number] = all[number] with { Enabled = true, Hotpluggable = removable || all[number].Hotpluggable is true };
                missing--;
            }
            for (var number = all.Length - 1; number >= 0 && missing < 0; number--)
            {
                if (!all[number].Enabled) continue;
                all[number] = all[number] with { Enabled = false, Hotpluggable = true };
                missing++;
            }
            return removable || !definition.Vcpus.IsEmpty ? definition.WithVcpus(all) : definition.WithCount(count);
        }

        /// <summary>The most that the guest may have at its next start.</summary>
        public DomainDefinition WithVcpuMaximum(int maximum)
        {
            if (definition.Cpu?.Topology is { } topology && topology.Sockets * topology.Dies * topology.Cores * topology.Threads != maximum)
                throw Errors.Argument("CPU topology doesn't match the desired vcpu count");
            if (definition.Cpu?.Numa?.Cells.Sum(cell => cell.Cpus?.Count ?? 0) > maximum)
                throw Errors.Argument("Number of CPUs in <numa> exceeds the desired maximum vcpu count");
            var known = definition.EveryVcpu;
            var resized = definition with { Vcpu = definition.Vcpu with { Maximum = (uint)maximum }, Vcpus = [] };
            return definition.Vcpus.IsEmpty
                ? resized.WithCount(Math.Min(definition.CurrentVcpus, maximum))
                : resized.WithVcpus(Enumerable.Range(0, maximum).Select(number => number < known.Count ? known[number] : new Vcpu { Id = (uint)number }));
        }

        /// <summary>What the next start has of exactly these.</summary>
        public DomainDefinition WithVcpusSet(IReadOnlySet<int> numbers, bool enabled)
        {
            var all = definition.EveryVcpu;
            foreach (var number in numbers)
                if (number >= all.Count) throw Errors.Argument($"vcpu {number} is not present in persistent config");
            if (numbers.Contains(0)) throw Errors.Argument("vCPU '0' can't be modified");
            return definition.WithVcpus(all.Select(vcpu => numbers.Contains((int)vcpu.Id)
                ? vcpu with { Enabled = enabled, Hotpluggable = true, Order = null }
                : vcpu with { Hotpluggable = vcpu.Hotpluggable ?? !vcpu.Enabled, Order = null }));
        }
    }
}
