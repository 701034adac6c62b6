using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Where a controller stands among the others: behind its own kind by number, a USB master before its companions.</summary>
static class ControllerOrder
{
    public static ValueList<Controller> Insert(ValueList<Controller> list, Controller controller)
    {
        var at = list.Count;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var other = list[i];
            if (other.Type != controller.Type) continue;
            if (controller.Index is null) return list.Insert(i + 1, controller);
            if (other.Index > controller.Index || other.Index == controller.Index && controller.MasterPort is null && other.MasterPort is not null) at = i;
            else return list.Insert(i + 1, controller);
        }
        return list.Insert(at, controller);
    }

    public static ValueList<Controller> Sorted(ValueList<Controller> list) =>
        Enumerable.Aggregate<Controller, ValueList<Controller>>(list, [], Insert);

    /// <summary>One that nobody wrote comes last, whatever its kind.</summary>
    public static ValueList<Controller> Ensure(ValueList<Controller> list, ControllerType type, uint index, ControllerModel? model = null) =>
        list.Any(c => c.Is(type, index)) ? list : list.Add(new() { Type = type, Index = index, Model = model });
}

/// <summary>Disks of one bus stand in the order of their targets.</summary>
static class DiskOrder
{
    public static ValueList<Disk> Insert(ValueList<Disk> list, Disk disk)
    {
        var at = list.Count;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].Bus != disk.Bus) continue;
            if (DiskTarget.Index(list[i].Target) > DiskTarget.Index(disk.Target)) at = i;
            else return list.Insert(i + 1, disk);
        }
        return list.Insert(at, disk);
    }

    public static ValueList<Disk> Sorted(ValueList<Disk> list) => Enumerable.Aggregate<Disk, ValueList<Disk>>(list, [], Insert);
}
