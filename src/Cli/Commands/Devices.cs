using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>Devices from XML: attached, detached, updated.</summary>
static class Devices
{
    public static IReadOnlyList<Command> All =>
    [
        new("attach-device", "domain! file! persistent config live current", "attach a device that an XML file describes", async ask =>
        {
            await AttachAsync(ask, await ask.DomainAsync(), ask.File("file")).Or($"Failed to attach device from {ask.Text("file")}");
            ask.Out.Extra("Device attached successfully\n");
        }),
        new("detach-device", "domain! file! persistent config live current", "detach a device that an XML file describes", async ask =>
        {
            await DetachAsync(ask, await ask.DomainAsync(), ask.File("file")).Or($"Failed to detach device from {ask.Text("file")}");
            ask.Out.Extra("Device detached successfully\n");
        }),
        new("update-device", "domain! file! persistent config live current force", "change a device to what an XML file describes", Update),
        new("detach-device-alias", "domain! alias! config live current", "take away the device that has an alias", async ask =>
        {
            var scope = ask.Scope() ?? 0;
            var domain = await ask.DomainAsync();
            await ask.CallAsync(Remote.DomainDetachDeviceAlias, new(domain, ask.Text("alias"), scope)).Or($"Failed to detach device with alias {ask["alias"]}");
            ask.Out.Extra("Device detach request sent successfully\n");
        }),
        new("attach-disk", "domain! source! target! targetbus= driver= subdriver= iothread= cache= io= type= mode= sourcetype= serial= wwn= alias= rawio address= multifunction print-xml source-protocol= source-host-name= source-host-transport= source-host-socket= persistent config live current",
            "attach a disk", DiskPlug.Attach),
        new("detach-disk", "domain! target! persistent config live current print-xml", "detach a disk", DiskPlug.Detach),
        new("change-media", "domain! path! source= eject insert update current live config force print-xml block", "put another medium into a drive, or take it out", MediaChange.Run),
        new("attach-interface", "domain! type! source! target= mac= script= model= alias= inbound= outbound= persistent config live current print-xml managed source-mode=",
            "attach a network interface", NicPlug.Attach),
        new("detach-interface", "domain! type! mac= persistent config live current print-xml", "detach a network interface", NicPlug.Detach),
    ];

    /// <summary>Without a word on where it goes the old call is used: it acts live, and fails on a domain that is off.</summary>
    public static async Task<Nothing> AttachAsync(Ask ask, DomainRef domain, string xml) => await ask.DeviceScopeAsync(domain) is { } scope
        ? await ask.CallAsync(Remote.DomainAttachDeviceFlags, new(domain, xml, scope))
        : await ask.CallAsync(Remote.DomainAttachDevice, new(domain, xml));

    public static async Task<Nothing> DetachAsync(Ask ask, DomainRef domain, string xml) =>
        await DetachAsync(ask, domain, xml, await ask.DeviceScopeAsync(domain));

    public static Task<Nothing> DetachAsync(Ask ask, DomainRef domain, string xml, uint? scope) => scope is { } flags
        ? ask.CallAsync(Remote.DomainDetachDeviceFlags, new(domain, xml, flags))
        : ask.CallAsync(Remote.DomainDetachDevice, new(domain, xml));

    /// <summary>Which XML to look a device up in: the saved one where only that is to change.</summary>
    public static uint XmlOf(uint? scope) => scope == 2 ? 2u : 0;

    static async Task Update(Ask ask)
    {
        const uint force = 4;
        var domain = await ask.DomainAsync();
        var flags = (await ask.DeviceScopeAsync(domain) ?? 0) | (ask.Has("force") ? force : 0);
        await ask.CallAsync(Remote.DomainUpdateDeviceFlags, new(domain, ask.File("file"), flags)).Or($"Failed to update device from {ask.Text("file")}");
        ask.Out.Extra("Device updated successfully\n");
    }
}
