using Aerostat.Model;

namespace Aerostat.Qemu;

static class MemballoonParts
{
    extension(Memballoon balloon)
    {
        public IEnumerable<Part> Parts(Machine machine) => balloon.Model is BalloonModel.None ? [] :
        [
            Part.Device(Machine.Virtio("virtio-balloon", balloon.Address, Machine.Generation(balloon.Model.Word())))
                .And(Machine.Options(balloon.Virtio))
                .Named(balloon.Alias)
                .With("deflate-on-oom", balloon.AutoDeflate)
                .With("free-page-reporting", balloon.FreePageReporting)
                .And(machine.Place(balloon)),
        ];
    }
}
