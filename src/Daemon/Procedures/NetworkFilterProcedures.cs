using Aerostat.Engine;
using Aerostat.Engine.NetworkFilters;
using Aerostat.Model;
using Aerostat.Protocol;
using Aerostat.Server;
using Aerostat.Values;

namespace Aerostat.Daemon.Procedures;

/// <summary>Network filters: which there are, what they say, and upon which ports they are in force.</summary>
sealed class NetworkFilterProcedures(Hypervisor host)
{
    const uint Validate = 1;
    const int MostNames = 16384;

    FilterSet Filters => host.Filters;

    public void AddTo(ProcedureTable table)
    {
        table
            .On(Remote.ConnectListAllNwFilters, List)
            .On(Remote.ConnectNumOfNwFilters, _ => new ConnectNumOfNwFiltersRet(Filters.All.Count()))
            .On(Remote.ConnectListNwFilters, (args, call) => new ConnectListNwFiltersRet([.. Filters.All.Take(call.UpTo(args.MaxNames, MostNames, ErrorCode.Rpc)).Select(filter => filter.Name)]))
            .On(Remote.NwFilterLookupByName, (args, _) => new NwFilterLookupByNameRet(RefOf(Filters[args.Name])))
            .On(Remote.NwFilterLookupByUuid, (args, _) => new NwFilterLookupByUuidRet(RefOf(Filters[args.Uuid])));
        table
            .On(Remote.NwFilterGetXmlDesc, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return new NwFilterGetXmlDescRet(NetworkFilterXml.Write(Of(args.Nwfilter)));
            })
            .On(Remote.NwFilterDefineXml, async (args, call) => new NwFilterDefineXmlRet(RefOf(await Filters.DefineAsync(args.Xml, validate: false, call.Cancel))))
            .On(Remote.NwFilterDefineXmlFlags, async (args, call) => new NwFilterDefineXmlFlagsRet(RefOf(await Filters.DefineAsync(args.Xml, call.Flags(args.Flags, Validate) == Validate, call.Cancel))))
            .On(Remote.NwFilterUndefine, (args, call) => Filters.UndefineAsync(args.Nwfilter.Uuid, call.Cancel));
        table
            .On(Remote.ConnectListAllNwFilterBindings, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                NwFilterBindingRef[] found = [.. Filters.Bindings.Select(RefOf)];
                return new ConnectListAllNwFilterBindingsRet(args.NeedResults ? found : [], (uint)found.Length);
            })
            .On(Remote.NwFilterBindingLookupByPortDev, (args, _) => new NwFilterBindingLookupByPortDevRet(RefOf(Filters.BindingOf(args.Name))))
            .On(Remote.NwFilterBindingGetXmlDesc, (args, call) =>
            {
                call.Flags(args.Flags, 0);
                return new NwFilterBindingGetXmlDescRet(FilterBindingXml.Write(Filters.BindingOf(args.Binding.PortDevice)));
            })
            .On(Remote.NwFilterBindingCreateXml, async (args, call) => new NwFilterBindingCreateXmlRet(RefOf(await Filters.CreateBindingAsync(args.Xml, call.Flags(args.Flags, Validate) == Validate, call.Cancel))))
            .On(Remote.NwFilterBindingDelete, (args, call) => Filters.DeleteBindingAsync(args.Binding.PortDevice, call.Cancel));
    }

    /// <summary>By UUID alone: the name may be stale.</summary>
    NetworkFilter Of(NwFilterRef named) => Filters[named.Uuid];

    static NwFilterRef RefOf(NetworkFilter filter) => new(filter.Name, filter.Uuid);

    static NwFilterBindingRef RefOf(FilterBinding binding) => new(binding.Port, binding.Filter.Filter);

    ConnectListAllNwFiltersRet List(ConnectListAllNwFiltersArgs args, Call call)
    {
        call.Flags(args.Flags, 0);
        NwFilterRef[] found = [.. Filters.All.Select(RefOf)];
        return new(args.NeedResults ? found : [], (uint)found.Length);
    }
}
