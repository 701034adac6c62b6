using Aerostat.Model;

namespace Aerostat.Qemu;

static class TpmParts
{
    extension(Tpm tpm)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            var backend = $"tpm-{tpm.Alias}";
            if (tpm.Backend.Type is TpmBackendType.Passthrough)
            {
                var device = tpm.Backend.DevicePath ?? "/dev/tpm0";
                var path = tpm.Passed(machine.Plan, "tpm");
                var cancel = tpm.Passed(machine.Plan, "cancel");
                var given = Part.Option("-tpmdev", new Words("passthrough")
                    .Say("id", backend)
                    .Say("path", path is { } set ? $"/dev/fdset/{set.Set}" : device)
                    .Say("cancel-path", cancel is { } other ? $"/dev/fdset/{other.Set}" : $"/sys/class/tpm/{Path.GetFileName(device)}/device/cancel").ToString());
                yield return given with { Sets = [.. new[] { path, cancel }.OfType<PassedSet>()] };
            }
            else
            {
                var external = tpm.Backend.Type is TpmBackendType.External ? tpm.Backend.External?.Path : null;
                yield return Part.OfChardev(new UnixChardev("chrtpm", external ?? machine.Plan.Sockets.GetValueOrDefault(tpm.Alias!) ?? $"{machine.Plan.Folder}/swtpm.sock"));
                yield return Part.Option("-tpmdev", $"emulator,id={backend},chardev=chrtpm");
            }
            yield return Part.Device(tpm.Model is null or TpmModel.TpmTis ? machine.IsArm ? "tpm-tis-device" : "tpm-tis" : tpm.Model.Value.Word())
                .With("tpmdev", backend)
                .Named(tpm.Alias);
        }

        PassedSet? Passed(LaunchPlan plan, string what) =>
            plan.Sets.TryGetValue($"{tpm.Alias}-{what}", out var set) ? new PassedSet(set.Set, set.Descriptor, $"{tpm.Alias}-{what}") : null;
    }
}
