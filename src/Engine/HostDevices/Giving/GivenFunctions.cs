using System.Runtime.InteropServices;
using System.Text.Json;
using Aerostat.Engine.Store;
using Aerostat.Linux;
using Aerostat.Model;
using Microsoft.Extensions.Logging;

namespace Aerostat.Engine.HostDevices.Giving;

/// <summary>The host's PCI functions that guests have: each is one guest's alone, and is as it was before when that has ended, whatever became of the daemon meanwhile.</summary>
/// <param name="folder">Where it is written down how each was: of this boot of the host alone.</param>
/// <param name="root">Where <c>sys</c> and <c>dev</c> lie.</param>
/// <remarks>Source: libvirt's <c>virhostdev.c</c>.</remarks>
sealed class GivenFunctions(string folder, ILogger logger, string root = "/", FunctionCalls? made = null)
{
    readonly Lock gate = new();
    readonly Dictionary<string, (Guid Owner, string Name)> holders = [];
    readonly FunctionCalls calls = made ?? new();

    /// <summary>It is a part of a card that has several.</summary>
    public bool IsPart(string function) => new PciFunction(root, function).Physical is not null;

    /// <summary>The parts of a card.</summary>
    public IReadOnlyList<string> PartsOf(string card) => PciFunction.PartsOf(root, card);

    /// <summary>An IOMMU, and the kernel's way to it.</summary>
    public bool CanGive => Directory.Exists(Path.Combine(root, "sys/kernel/iommu_groups")) && Directory.EnumerateFileSystemEntries(Path.Combine(root, "sys/kernel/iommu_groups")).Any() && File.Exists(Path.Combine(root, "dev/vfio/vfio"));

    /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: nothing can be given away here, or not so.</exception>
    public void Demand(Device device)
    {
        if (WantedFunction.Of(device) is null) return;
        var driver = (device as Hostdev)?.DriverName ?? (device as Interface)?.HostdevDriver;
        if (driver is "kvm") throw Errors.ConfigUnsupported("host doesn't support legacy PCI passthrough");
        if (!CanGive)
            throw new VirtException(ErrorCode.ConfigUnsupported, $"unsupported configuration: {(driver is null ? "host doesn't support passthrough of host PCI devices" : "host doesn't support VFIO PCI passthrough")}")
            {
                Hint = "Switch the IOMMU on, and load the vfio-pci module.",
            };
        if (device is not Interface card) return;
        if (card.Vlan is { } vlan && (vlan.Tags is not [_] || vlan.Trunk is true)) throw Errors.ConfigUnsupported("vlan trunking is not supported by SR-IOV network devices");
        if (card.VirtualPort is { Type: { } port }) throw Errors.ConfigUnsupported($"virtualport type {port.Word()} is currently not supported on interfaces of type hostdev");
        if (card.Bandwidth is not null) throw Errors.ConfigUnsupported($"interface {card.Mac} - bandwidth settings are not supported for hostdev interfaces");
    }

    /// <summary>What an earlier daemon had given away is still given, until its guests are found to be gone.</summary>
    public void Load()
    {
        DocumentFolder.MakeOwn(folder);
        foreach (var given in Written().ToList())
        {
            if (given.Boot != Linux.Host.BootId) Files.Remove(FileOf(given.Function));
            else lock (gate) holders[given.Function] = (given.Owner, given.OwnerName);
        }
    }

    /// <summary>Keeps a function for one guest; false: another guest has it.</summary>
    public bool TryReserve(string function, Guid owner, string name)
    {
        lock (gate) return holders.TryAdd(function, (owner, name)) || holders[function].Owner == owner;
    }

    /// <summary>What was kept for a guest is not taken for it.</summary>
    public void Release(Device device, Guid owner)
    {
        if (WantedFunction.Of(device) is not { } wanted || File.Exists(FileOf(wanted.Name))) return;
        lock (gate)
        {
            if (holders.TryGetValue(wanted.Name, out var holder) && holder.Owner == owner) holders.Remove(wanted.Name);
        }
    }

    public bool IsGiven(string function)
    {
        lock (gate) return holders.ContainsKey(function);
    }

    /// <summary>Takes what the devices are from the host. All of it, or nothing.</summary>
    /// <param name="user">Whom QEMU runs as.</param>
    /// <exception cref="VirtException">It is not there, is another guest's, or the kernel does not let go of it.</exception>
    public async Task TakeAsync(IEnumerable<Device> devices, Guid owner, string name, Identity? user)
    {
        WantedFunction[] wanted = [.. devices.Select(device => WantedFunction.Of(device)).OfType<WantedFunction>()];
        if (wanted is []) return;
        if (Array.Exists(wanted, one => one.Managed) && !Directory.Exists(Path.Combine(root, "sys/bus/pci/drivers", FunctionDriver.ForGuests)))
            await Tool.RunAsync("modprobe", [FunctionDriver.ForGuests], CancellationToken.None);
        List<string> claimed = [];
        try
        {
            foreach (var one in wanted)
            {
                Claim(one, owner, name, claimed);
                claimed.Add(one.Name);
            }
            foreach (var one in wanted) await PathThread.RunAsync(one.Name, () => Take(one, owner, name, user));
        }
        catch
        {
            await ReturnAsync(claimed, owner);
            throw;
        }
    }

    void Claim(WantedFunction wanted, Guid owner, string name, List<string> claimed)
    {
        PciFunction function = new(root, wanted.Name);
        if (!function.Exists) throw new VirtException(ErrorCode.SystemError, $"Device {wanted.Name} not found: could not access {function.Config}: No such file or directory", ErrorDomain.None) { Hint = "'lspci -D' lists those that are there." };
        if (function.IsBridge) throw new VirtException(ErrorCode.InternalError, "internal error: Non-endpoint PCI devices cannot be assigned to guests", ErrorDomain.None);
        lock (gate)
        {
            foreach (var companion in function.Companions.Prepend(wanted.Name))
                if (holders.TryGetValue(companion, out var holder) && (holder.Owner != owner || companion == wanted.Name && (claimed.Contains(companion) || File.Exists(FileOf(companion)))))
                    throw new VirtException(ErrorCode.OperationInvalid, $"Requested operation is not valid: PCI device {companion} is in use by driver QEMU, domain {holder.Name}", ErrorDomain.None);
            holders[wanted.Name] = (owner, name);
        }
    }

    void Take(WantedFunction wanted, Guid owner, string name, Identity? user)
    {
        PciFunction function = new(root, wanted.Name);
        if (!wanted.Managed && function.Driver != FunctionDriver.ForGuests)
            throw new VirtException(ErrorCode.OperationInvalid, $"Requested operation is not valid: Unmanaged PCI device {wanted.Name} must be manually detached from the host", ErrorDomain.None)
            {
                Hint = $"Bind it to {FunctionDriver.ForGuests}, or write managed='yes'.",
            };
        GivenFunction given = new()
        {
            Boot = Linux.Host.BootId,
            Owner = owner,
            OwnerName = name,
            Function = wanted.Name,
            Driver = function.Driver,
            Managed = wanted.Managed && function.Driver != FunctionDriver.ForGuests,
            Card = wanted.Mac is null ? null : CardSettings.Read(function, calls),
        };
        DocumentFolder.Keep($"how PCI device {wanted.Name} was", ErrorDomain.Qemu, folder, () => DocumentFolder.Put(FileOf(wanted.Name), given.Write(), durable: false));
        if (given.Managed) FunctionDriver.Take(function, calls);
        if (given.Card is { } card) CardSettings.Set(card, wanted.Mac!.Value, wanted.Vlan, calls);
        if (user is not null && function.Node is { } node && File.Exists(node)) Files.SetOwner(node, user.Uid, user.Gid);
    }

    /// <summary>Gives back what a guest has of these.</summary>
    public async Task ReturnAsync(IEnumerable<string> functions, Guid owner)
    {
        foreach (var function in functions)
        {
            lock (gate) if (!holders.TryGetValue(function, out var holder) || holder.Owner != owner) continue;
            await PathThread.RunAsync(function, () => Return(function));
            lock (gate) holders.Remove(function);
        }
    }

    /// <summary>Gives back all that a guest has: it has ended.</summary>
    public Task ReturnAllAsync(Guid owner)
    {
        string[] had;
        lock (gate) had = [.. holders.Where(holder => holder.Value.Owner == owner).Select(holder => holder.Key)];
        return ReturnAsync(had, owner);
    }

    /// <summary>Gives back what was taken for guests, and devices, that a killed daemon did not get as far as making.</summary>
    public async Task SweepAsync(Func<Guid, string, bool> has)
    {
        List<(string Function, Guid Owner)> given;
        lock (gate) given = [.. holders.Select(holder => (holder.Key, holder.Value.Owner))];
        foreach (var (function, owner) in given.Where(one => !has(one.Owner, one.Function))) await ReturnAsync([function], owner);
    }

    /// <summary>As far as it will go: what is in the way is told in the log.</summary>
    void Return(string name)
    {
        if (TryRead(FileOf(name)) is not { } given) return;
        PciFunction function = new(root, name);
        Try(() => { if (given.Card is { } card) CardSettings.Restore(card, calls); });
        Try(() => { if (function.Node is { } node && File.Exists(node) && function.Companions.All(other => other == name || !IsGiven(other))) Files.SetOwner(node, 0, 0); });
        Try(() => { if (given.Managed && function.Exists) FunctionDriver.GiveBack(function, calls); });
        Try(() => Files.Remove(FileOf(name)));

        void Try(Action step)
        {
            try { step(); }
            catch (Exception e) when (e is VirtException or IOException or UnauthorizedAccessException) { Log.FunctionLeft(logger, name, e.Message); }
        }
    }

    string FileOf(string function) => Path.Combine(folder, $"{function}.json");

    IEnumerable<GivenFunction> Written() => Directory.EnumerateFiles(folder, "*.json").Select(TryRead).OfType<GivenFunction>();

    GivenFunction? TryRead(string path)
    {
        try
        {
            return ProcFile.TryRead(path) is { } text ? GivenFunction.Read(text) : null;
        }
        catch (JsonException e)
        {
            Log.FileNotUnderstood(logger, path, e.Message);
            return null;
        }
    }
}
