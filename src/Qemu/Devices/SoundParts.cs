using Aerostat.Model;

namespace Aerostat.Qemu;

static class SoundParts
{
    extension(Sound sound)
    {
        /// <summary>The PC speaker is the board's own: an option of the machine.</summary>
        public IEnumerable<Part> Parts(Machine machine)
        {
            var audio = $"audio{sound.AudioId ?? 1}";
            var codecs = sound.Model is SoundModel.Ich6 or SoundModel.Ich9;
            if (sound.Model is SoundModel.Pcspk) yield break;
            yield return Part.Device(sound.Model switch
            {
                SoundModel.Es1370 => "ES1370",
                SoundModel.Ac97 => "AC97",
                SoundModel.Ich6 => "intel-hda",
                SoundModel.Ich9 => "ich9-intel-hda",
                SoundModel.Usb => "usb-audio",
                SoundModel.Sb16 => "sb16",
                _ => throw Machine.Unsupported($"sound card model '{sound.Model.Word()}' is not supported by QEMU"),
            }, sound.Alias)
                .With("multi", sound.Model is SoundModel.Usb ? sound.MultiChannel : null)
                .With("audiodev", codecs ? null : audio)
                .And(machine.Place(sound));
            if (!codecs) yield break;

            var kinds = sound.Codecs.IsEmpty ? [SoundCodecType.Duplex] : sound.Codecs.Select(codec => codec.Type);
            foreach (var (i, kind) in kinds.Index())
                yield return Part.Device($"hda-{kind.Word()}", $"{sound.Alias}-codec{i}")
                    .With("bus", $"{sound.Alias}.0")
                    .With("cad", i)
                    .With("audiodev", audio);
        }
    }
}
