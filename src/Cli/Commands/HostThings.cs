using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>What the host has: devices and interfaces.</summary>
static class HostThings
{
    public static IReadOnlyList<Command> NodeDevices =>
    [
        new("nodedev-list", "tree cap= inactive all", "list the host's devices", async ask =>
        {
            if (ask.Has("tree") && (ask.Has("cap") || ask.Has("inactive"))) throw new CommandException("Option --tree is incompatible with --cap and --inactive");
            string[] names = [.. (await ask.CallAsync(Remote.ConnectListAllNodeDevices, new(true, Filter(ask))).Or("Failed to list node devices")).Devices.Select(d => d.Name).Order(StringComparer.Ordinal)];
            if (ask.Has("tree")) await DeviceTree.PrintAsync(ask, names);
            else foreach (var name in names) ask.Out.Line(name);
        }),
        new("nodedev-dumpxml", "device! -xpath= wrap", "show the XML of a host's device", async ask =>
        {
            var name = ask.Text("device");
            var device = (await ask.CallAsync(Remote.NodeDeviceLookupByName, new(name)).Or($"Could not find matching device '{name}'")).Device;
            ask.PrintXml((await ask.CallAsync(Remote.NodeDeviceGetXmlDesc, new(device.Name, 0))).Xml);
        }),
        new("nodedev-info", "device!", "show what a host's device is", async ask =>
        {
            var device = await FindDeviceAsync(ask);
            var parent = (await ask.CallAsync(Remote.NodeDeviceGetParent, new(device.Name))).Parent;
            ask.Out.Fields(
            [
                ("Name:", "name", device.Name), ("Parent:", "parent", parent ?? "-"),
                ("Active:", "active", Names.YesNo((await ask.CallAsync(Remote.NodeDeviceIsActive, new(device.Name))).Active != 0)),
                ("Persistent:", "persistent", Names.YesNo((await ask.CallAsync(Remote.NodeDeviceIsPersistent, new(device.Name))).Persistent != 0)),
            ], 15);
        }),
        new("nodedev-detach", "device! driver=", "take a device from its driver, for a guest", async ask =>
        {
            var device = await FindDeviceAsync(ask);
            await ask.CallAsync(Remote.NodeDeviceDetachFlags, new(device.Name, ask.OptionalText("driver"), 0)).Or($"Failed to detach device {device.Name}");
            ask.Out.Extra($"Device {device.Name} detached\n");
        }),
        new("nodedev-reattach", "device!", "give a device back to its driver", async ask =>
        {
            var device = await FindDeviceAsync(ask);
            await ask.CallAsync(Remote.NodeDeviceReAttach, new(device.Name)).Or($"Failed to re-attach device {device.Name}");
            ask.Out.Extra($"Device {device.Name} re-attached\n");
        }),
        new("nodedev-reset", "device!", "reset a device of the host", async ask =>
        {
            var device = await FindDeviceAsync(ask);
            await ask.CallAsync(Remote.NodeDeviceReset, new(device.Name)).Or($"Failed to reset device {device.Name}");
            ask.Out.Extra($"Device {device.Name} reset\n");
        }),
        new("nodedev-destroy", "device!", "take away a device that was made", async ask =>
        {
            var device = await FindDeviceAsync(ask);
            await ask.CallAsync(Remote.NodeDeviceDestroy, new(device.Name)).Or($"Failed to destroy node device '{device.Name}'");
            ask.Out.Extra($"Destroyed node device '{device.Name}'\n");
        }),
        new("nodedev-create", "file!", "make a device of the host from an XML file", async ask =>
        {
            var device = (await ask.CallAsync(Remote.NodeDeviceCreateXml, new(ask.File("file"), 0)).Or($"Failed to create node device from {ask["file"]}")).Device;
            ask.Out.Extra($"Node device {device.Name} created from {ask["file"]}\n");
        }),
        new("nodedev-event", "device= event= loop timeout=# list timestamp", "show what happens to the host's devices", Listen),
    ];

    static async Task Listen(Ask ask)
    {
        if (ask.Has("list"))
        {
            ask.Out.Line("lifecycle\nupdate");
            return;
        }
        string[] words = ["Created", "Deleted", "Defined", "Undefined"];
        NodeDeviceRef? filter = ask.OptionalText("device") is { } name ? (await ask.CallAsync(Remote.NodeDeviceLookupByName, new(name)).Or($"Could not find matching device '{name}'")).Device : null;
        await Events.ShowAsync(ask, [ask.OptionalText("event") switch
        {
            "lifecycle" => Events.Of(OtherEvents.NodeDevice, filter, m => $"event 'lifecycle' for node device {m.Device.Name}: {Names.At(words, m.Event) ?? "unknown"}"),
            "update" => Events.Of(OtherEvents.NodeDeviceUpdate, filter, m => $"event 'update' for node device {m.Device.Name}"),
            null => throw new CommandException("either --list or --event <type> is required"),
            var unknown => throw new CommandException($"unknown event type {unknown}"),
        }]);
    }

    /// <summary>Kinds by libvirt's bits, from 1 on.</summary>
    static readonly string[] Capabilities =
    [
        "system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi", "storage", "fc_host", "vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw",
        "css", "vdpa", "ap_card", "ap_queue", "ap_matrix", "vpd",
    ];

    static uint Filter(Ask ask)
    {
        const uint inactive = 1u << 30, active = 1u << 31;
        var filter = ask.Has("all") ? active | inactive : ask.Has("inactive") ? inactive : active;
        foreach (var word in (ask.OptionalText("cap") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            filter |= Array.IndexOf(Capabilities, word) is >= 0 and var at ? 1u << at : throw new CommandException("Invalid capability type");
        return filter;
    }

    public static IReadOnlyList<Command> Interfaces =>
    [
        new("iface-dumpxml", "interface! inactive -xpath= wrap", "show the XML of a host's network interface", async ask =>
            ask.PrintXml((await ask.CallAsync(Remote.InterfaceGetXmlDesc, new(await FindInterfaceAsync(ask), ask.Flags(("inactive", 1))))).Xml)),
        new("iface-mac", "interface!", "show the MAC address of a host's network interface", async ask => ask.Out.Line((await FindInterfaceAsync(ask)).Mac)),
        new("iface-name", "interface!", "show the name of a host's network interface", async ask => ask.Out.Line((await FindInterfaceAsync(ask)).Name)),
        new("iface-define", "file! validate", "define a network interface from an XML file", async ask =>
        {
            var made = (await ask.CallAsync(Remote.InterfaceDefineXml, new(ask.File("file"), ask.Flags(("validate", 1)))).Or($"Failed to define interface from {ask["file"]}")).Interface;
            ask.Out.Extra($"Interface {made.Name} defined from {ask["file"]}\n");
        }),
        new("iface-undefine", "interface!", "forget a network interface's definition", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceUndefine, new(await FindInterfaceAsync(ask))).Or($"Failed to undefine interface {ask["interface"]}");
            ask.Out.Extra($"Interface {ask["interface"]} undefined\n");
        }),
        new("iface-start", "interface!", "start a network interface", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceCreate, new(await FindInterfaceAsync(ask), 0)).Or($"Failed to start interface {ask["interface"]}");
            ask.Out.Extra($"Interface {ask["interface"]} started\n");
        }),
        new("iface-destroy", "interface!", "stop a network interface", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceDestroy, new(await FindInterfaceAsync(ask), 0)).Or($"Failed to destroy interface {ask["interface"]}");
            ask.Out.Extra($"Interface {ask["interface"]} destroyed\n");
        }),
        new("iface-begin", "", "begin a change of network interfaces that can be taken back", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceChangeBegin, new(0)).Or("Failed to begin network config change transaction");
            ask.Out.Extra("Network config change transaction started\n");
        }),
        new("iface-commit", "", "keep a change of network interfaces", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceChangeCommit, new(0)).Or("Failed to commit network config change transaction");
            ask.Out.Extra("Network config change transaction committed\n");
        }),
        new("iface-rollback", "", "take back a change of network interfaces", async ask =>
        {
            await ask.CallAsync(Remote.InterfaceChangeRollback, new(0)).Or("Failed to rollback network config change transaction");
            ask.Out.Extra("Network config change transaction rolled back\n");
        }),
        new("iface-list", "inactive all -format=", "list the host's network interfaces", async ask =>
        {
            const uint inactive = 1, active = 2;
            async Task<InterfaceRef[]> Of(uint filter) => (await ask.CallAsync(Remote.ConnectListAllInterfaces, new(true, filter)).Or("Failed to list interfaces")).Interfaces;
            var on = ask.Has("inactive") && !ask.Has("all") ? [] : await Of(active);
            var off = ask.Has("inactive") || ask.Has("all") ? await Of(inactive) : [];
            ask.Out.Rows([("Name", "name"), ("State", "state"), ("MAC Address", "mac")], on.Select(i => (i, "active")).Concat(off.Select(i => (i, "inactive")))
                .OrderBy(x => x.i.Name, StringComparer.Ordinal).Select(x => (IReadOnlyList<Cell>)[x.i.Name, x.Item2, x.i.Mac]));
        }),
    ];

    /// <summary>By name, and where that finds none by MAC.</summary>
    static async Task<InterfaceRef> FindInterfaceAsync(Ask ask)
    {
        var name = ask.Text("interface");
        if (MacAddress.TryParse(name, out _)) return (await ask.CallAsync(Remote.InterfaceLookupByMacString, new(name)).Or($"failed to get interface '{name}'")).Interface;
        return (await ask.CallAsync(Remote.InterfaceLookupByName, new(name)).Or($"failed to get interface '{name}'")).Interface;
    }

    static async Task<NodeDeviceRef> FindDeviceAsync(Ask ask)
    {
        var name = ask.Text("device");
        return (await ask.CallAsync(Remote.NodeDeviceLookupByName, new(name)).Or($"Could not find matching device '{name}'")).Device;
    }
}
