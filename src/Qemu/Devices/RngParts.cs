using Aerostat.Model;

namespace Aerostat.Qemu;

static class RngParts
{
    extension(Rng rng)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            var backend = $"obj{rng.Alias}";
            switch (rng.Backend.Model)
            {
                case RngBackendModel.Random:
                    yield return Part.Object("rng-random", backend).With("filename", rng.Backend.Path ?? "/dev/urandom");
                    break;
                case RngBackendModel.Egd:
                    yield return rng.Backend.Egd!.FarEnd(machine, rng.Alias!);
                    yield return Part.Object("rng-egd", backend).With("chardev", $"char{rng.Alias}");
                    break;
                default:
                    yield return Part.Object("rng-builtin", backend);
                    break;
            }
            yield return Part.Device(Machine.Virtio("virtio-rng", rng.Address, rng.Model))
                .And(Machine.Options(rng.Virtio))
                .With("rng", backend)
                .Named(rng.Alias)
                .With("max-bytes", rng.RateBytes)
                // A limit without a period is for a second.
                .With("period", rng.RateBytes is null ? null : rng.RatePeriod ?? 1000)
                .And(machine.Place(rng));
        }
    }
}
