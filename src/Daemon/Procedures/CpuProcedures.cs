using Aerostat.Engine.Host;
using Aerostat.Protocol;
using Aerostat.Server;

namespace Aerostat.Daemon.Procedures;

/// <summary>Processors, held against the host's and what an emulator can give.</summary>
sealed class CpuProcedures(HostCpus own, HypervisorCpus cpus)
{
    const uint FailIncompatible = 1, Validate = 2, Expand = 1, Migratable = 2;

    public void AddTo(ProcedureTable table) => table
        .On(Remote.ConnectCompareCpu, async (args, call) =>
        {
            var flags = call.Flags(args.Flags, FailIncompatible | Validate);
            return new ConnectCompareCpuRet((int)await own.CompareAsync(args.Xml, (flags & FailIncompatible) != 0, (flags & Validate) != 0, call.Cancel));
        })
        .On(Remote.ConnectBaselineCpu, async (args, call) =>
        {
            var flags = call.Flags(args.Flags, Expand | Migratable);
            return new ConnectBaselineCpuRet(await own.BaselineAsync(args.Xmls, (flags & Expand) != 0, (flags & Migratable) != 0, call.Cancel));
        })
        .On(Remote.ConnectCompareHypervisorCpu, async (args, call) =>
        {
            var flags = call.Flags(args.Flags, FailIncompatible | Validate);
            return new ConnectCompareHypervisorCpuRet((int)await cpus.CompareAsync(
                args.Emulator, args.Arch, args.Machine, args.VirtType, args.Xml, (flags & FailIncompatible) != 0, (flags & Validate) != 0, call.Cancel));
        })
        .On(Remote.ConnectBaselineHypervisorCpu, async (args, call) =>
        {
            var flags = call.Flags(args.Flags, Expand | Migratable);
            return new ConnectBaselineHypervisorCpuRet(await cpus.BaselineAsync(
                args.Emulator, args.Arch, args.Machine, args.VirtType, args.Xmls, (flags & Expand) != 0, (flags & Migratable) != 0, call.Cancel));
        });
}
