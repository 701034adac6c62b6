using Aerostat.Qmp;
using Aerostat.Values;
using Microsoft.Win32.SafeHandles;

namespace Aerostat.Qemu;

/// <summary>Gives a running guest a device, and takes it away again.</summary>
public static class Plug
{
    /// <summary>libvirt's patience with a guest that says nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes the parts in order. Where one fails, those already made are unmade, last first, and the failure goes on its way.</summary>
    /// <param name="settle">What has to be set once they are there, as much a part of the plug as they are.</param>
    public static async Task PlugAsync(IQmpClient qmp, IEnumerable<Part> parts, Func<Task> settle, CancellationToken cancel)
    {
        List<(Part Part, Task Done)> making = [];
        try
        {
            foreach (var part in parts)
            {
                // What is handed over must have come before anything else is said. All others are said at once: QEMU does them one after the other.
                if (part.IsHandedOver) await Task.WhenAll(making.Select(one => one.Done));
                making.Add((part, part.MakeAsync(qmp, cancel)));
                if (part.IsHandedOver) await making[^1].Done;
            }
            await Task.WhenAll(making.Select(one => one.Done));
            await settle();
        }
        catch (Exception failure)
        {
            await Task.WhenAll(making.Select(one => one.Done)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            making.Reverse();
            foreach (var (part, done) in making) if (done.IsCompletedSuccessfully) await part.TryUndoAsync(qmp);
            if (failure is QmpException refused) throw Refused(refused);
            throw;
        }
    }

    /// <summary>Asks the guest to let a device go, and when it has, unmakes what was behind it.</summary>
    /// <param name="parts">As they were made; the device is the last.</param>
    /// <returns>False: the guest has said nothing yet. The device stays, and <see cref="FinishAsync"/> is due at <c>DEVICE_DELETED</c>.</returns>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: the guest refuses; <see cref="ErrorCode.InternalError"/>: QEMU does.</exception>
    public static async Task<bool> UnplugAsync(IQmpClient qmp, IReadOnlyList<Part> parts, TimeProvider time, CancellationToken cancel)
    {
        var device = parts.LastOrDefault(part => part.Kind is PartKind.Device)
            ?? throw new VirtException(ErrorCode.OperationUnsupported, "this device cannot be taken from a running guest");
        // Armed first: the event may come before the answer to the command.
        using var gone = qmp.Expect(e => e.Name is "DEVICE_DELETED" && e.Text("device") == device.Id || RefusedBy(e) == device.Id);
        try
        {
            await qmp.ExecuteAsync(new RemoveDevice(device.Id), cancel);
        }
        catch (QmpException e) when (e.Kind is "DeviceNotFound")
        {
            await FinishAsync(qmp, parts);
            return true;
        }
        catch (QmpException e)
        {
            throw Refused(e);
        }
        try
        {
            var answer = await gone.Event.WaitAsync(Patience, time, cancel);
            if (RefusedBy(answer) is not null)
                throw new VirtException(ErrorCode.OperationFailed, "operation failed: unplug of device was rejected by the guest") { Hint = $"See in the guest (dmesg) what uses '{device.Id}', and try again." };
        }
        catch (TimeoutException)
        {
            return false;
        }
        await FinishAsync(qmp, parts);
        return true;
    }

    /// <summary>The device that the guest's firmware or kernel does not let go; null: the event tells of something else.</summary>
    /// <remarks>Source: QAPI <c>DEVICE_UNPLUG_GUEST_ERROR</c>; of a module of memory <c>ACPI_DEVICE_OST</c>, whose source 3 is an ejection: ACPI 6.5, 6.3.5, status 0 done, 0x84 in progress.</remarks>
    public static string? RefusedBy(QmpEvent told) => told.Name switch
    {
        "DEVICE_UNPLUG_GUEST_ERROR" => told.Text("device"),
        "ACPI_DEVICE_OST" when told.Text("info", "slot-type") is "DIMM" && told.UInt64("info", "source") == 3 && told.UInt64("info", "status") is not (0 or 0x84) => told.Text("info", "device"),
        _ => null,
    };

    /// <summary>Unmakes what stood behind a device that is gone, last first; what is gone already is passed over.</summary>
    public static async Task FinishAsync(IQmpClient qmp, IReadOnlyList<Part> parts)
    {
        await Task.WhenAll(parts.Reverse().Where(part => part.Kind is not PartKind.Device).Select(part => part.TryUndoAsync(qmp)));
    }

    /// <summary>Unmakes what a plug had made before it was cut off: all but its device, and what was handed over.</summary>
    public static async Task AbandonAsync(IQmpClient qmp, IReadOnlyList<Part> parts)
    {
        await FinishAsync(qmp, parts);
        foreach (var part in parts) await part.TakeBackAsync(qmp);
    }

    /// <remarks>Source: QEMU <c>chardev/char.c</c>, <c>blockdev.c</c>, <c>qom/object_interfaces.c</c>.</remarks>
    static bool IsHeld(QmpException refused) => refused.Description.Contains("is busy", StringComparison.Ordinal) || refused.Description.Contains("in use", StringComparison.Ordinal);

    static VirtException Refused(QmpException refused) => new(ErrorCode.InternalError, $"internal error: {refused.Message}", cause: refused);

    internal static async Task<AddedDescriptor> HandOverAsync(IQmpClient qmp, int descriptor, CancellationToken cancel)
    {
        // The number stays its owner's: this handle never closes it.
        using SafeFileHandle handle = new(descriptor, ownsHandle: false);
        return await qmp.AddAsync(handle, cancel);
    }

    extension(Part part)
    {
        /// <summary>Hands over what the part names, then makes it. Where that fails, what was handed over is taken back.</summary>
        public async Task MakeAsync(IQmpClient qmp, CancellationToken cancel)
        {
            AddedDescriptor? file = null;
            try
            {
                foreach (var (name, descriptor) in part.Descriptors)
                {
                    // The number stays its owner's: this handle never closes it.
                    using SafeFileHandle handle = new(descriptor, ownsHandle: false);
                    await qmp.PassAsync(name, handle, cancel);
                }
                if (part.File is { } content) file = await HandOverAsync(qmp, content, cancel);
                var json = (file is null ? part.Props : part.Props.With("file", $"/proc/self/fd/{file.Descriptor}")).ToString();
                await (part.Kind switch
                {
                    PartKind.Object => (Task)qmp.ExecuteAsync(new AddObject(json), cancel),
                    PartKind.Chardev => qmp.ExecuteAsync(new AddChardev(json), cancel),
                    PartKind.Netdev => qmp.ExecuteAsync(new AddNetdev(json), cancel),
                    PartKind.Blockdev => qmp.ExecuteAsync(new AddBlockdev(json), cancel),
                    PartKind.Device => qmp.ExecuteAsync(new AddDevice(json), cancel),
                    _ => throw new VirtException(ErrorCode.OperationUnsupported, $"Operation not supported: {part.Props.Names.First()} is for the start of a guest only"),
                });
            }
            catch
            {
                await part.TakeBackAsync(qmp);
                throw;
            }
            finally
            {
                if (file is not null) await qmp.ExecuteAsync(new RemoveDescriptor(file.Set), CancellationToken.None);
            }
        }

        /// <summary>Unmakes the part. A failure is no news here: what is left over is found at adoption.</summary>
        public async Task TryUndoAsync(IQmpClient qmp)
        {
            // A device that is named no more may hold what is behind it for a moment longer: QEMU frees it once nobody reads it.
            for (var attempt = 1; await part.TryUndoOnceAsync(qmp) is { } refused && IsHeld(refused) && attempt < 50; attempt++) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        /// <returns>What QEMU refuses; null: it is gone, or nothing is known of it.</returns>
        async Task<QmpException?> TryUndoOnceAsync(IQmpClient qmp)
        {
            try
            {
                if (part.Kind is PartKind.Device)
                {
                    using var gone = qmp.Expect(e => e.Name is "DEVICE_DELETED" && e.Text("device") == part.Id);
                    await qmp.ExecuteAsync(new RemoveDevice(part.Id), CancellationToken.None);
                    await gone.Event.WaitAsync(Patience, TimeProvider.System);
                    return null;
                }
                await (part.Kind switch
                {
                    PartKind.Object => qmp.ExecuteAsync(new RemoveObject(part.Id), CancellationToken.None),
                    PartKind.Chardev => qmp.ExecuteAsync(new RemoveChardev(part.Id), CancellationToken.None),
                    PartKind.Netdev => qmp.ExecuteAsync(new RemoveNetdev(part.Id), CancellationToken.None),
                    PartKind.Blockdev => qmp.ExecuteAsync(new RemoveBlockdev(part.Id), CancellationToken.None),
                    _ => Task.CompletedTask,
                });
                return null;
            }
            catch (QmpException refused)
            {
                // It is gone, was never there, or is held: the next adoption asks what QEMU has.
                return refused;
            }
            catch (TimeoutException)
            {
                // The guest keeps the device.
                return null;
            }
        }

        /// <summary>Closes within QEMU what was handed over for a part that then was not made.</summary>
        internal async Task TakeBackAsync(IQmpClient qmp)
        {
            foreach (var (name, _) in part.Descriptors)
            {
                try
                {
                    await qmp.ExecuteAsync(new CloseDescriptor(name), CancellationToken.None);
                }
                catch (QmpException)
                {
                    // The part has taken it over, and closes it itself.
                }
            }
        }
    }
}
