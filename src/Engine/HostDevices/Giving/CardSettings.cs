using System.Runtime.InteropServices;
using Aerostat.Linux;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>Address and tag of a virtual function, set through its card for the guest, and put back.</summary>
/// <remarks>Source: libvirt's <c>virNetDevSaveNetConfig</c>, <c>virNetDevSetNetConfig</c>.</remarks>
static class CardSettings
{
    /// <summary>Where no address was ever set, some drivers do not take zero back: this one is nobody's.</summary>
    static readonly MacAddress Nobody = new(0x0200_0000_0000);

    /// <summary>As the function is now.</summary>
    /// <exception cref="VirtException">It is no part of a card, or its card is down.</exception>
    public static GivenCard Read(PciFunction function, FunctionCalls calls)
    {
        if (function.Physical is not { } whole)
            throw new VirtException(ErrorCode.ConfigUnsupported, "unsupported configuration: Interface type hostdev is currently supported on SR-IOV Virtual Functions only", ErrorDomain.None)
            {
                Hint = "Give the device away as <hostdev>, or make virtual functions: echo 4 > /sys/class/net/CARD/device/sriov_numvfs.",
            };
        var card = whole.Interface ?? throw Errors.Internal($"The PF device for VF {function.Name} has no network device name");
        var number = whole.Virtual.ToList().IndexOf(function.Name);
        if (number < 0) throw Errors.Internal($"VF {function.Name} is not among those of {whole.Name}");
        // What is set on a card that is down has no effect, and nobody is told.
        if (!calls.IsUp(card))
            throw new VirtException(ErrorCode.InternalError, $"internal error: Unable to configure VF {number} of PF '{card}' because the PF is not online. Please change host network config to put the PF online.", ErrorDomain.None)
            {
                Hint = $"ip link set {card} up",
            };
        var kept = calls.Settings(card, number) ?? throw Errors.Internal("missing IFLA_VF_INFO in netlink response");
        var own = function.Interface is { } bound ? calls.Mac(bound) : null;
        return new() { Card = card, Number = number, Mac = (own ?? kept.Mac).Value, Vlan = kept.Vlan };
    }

    /// <exception cref="VirtException">The driver does not take them.</exception>
    public static void Set(GivenCard card, MacAddress mac, int? vlan, FunctionCalls calls)
    {
        try
        {
            calls.SetMac(card.Card, card.Number, mac);
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Cannot set interface MAC to {mac} for ifname {card.Card} vf {card.Number}: {Marshal.GetPInvokeErrorMessage(e.Errno)}", ErrorDomain.None, e);
        }
        try
        {
            calls.SetVlan(card.Card, card.Number, vlan ?? 0);
        }
        catch (LinuxException e) when (vlan is null && e.Errno is Errno.EPERM)
        {
            // A card whose switch is somebody else's: nobody asked for a tag, and there is none.
        }
        catch (LinuxException e)
        {
            throw new VirtException(ErrorCode.SystemError, $"Cannot set interface vlanid to {vlan ?? 0} for ifname {card.Card} vf {card.Number}: {Marshal.GetPInvokeErrorMessage(e.Errno)}", ErrorDomain.None, e);
        }
    }

    /// <summary>As it was. Its own driver takes the address over when it starts anew.</summary>
    /// <exception cref="VirtException">The driver does not take it.</exception>
    public static void Restore(GivenCard card, FunctionCalls calls)
    {
        try
        {
            Set(card, new(card.Mac), card.Vlan, calls);
        }
        catch (VirtException) when (card.Mac == 0)
        {
            Set(card, Nobody, card.Vlan, calls);
        }
    }
}
