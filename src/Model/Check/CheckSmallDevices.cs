using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Sound, vsock, video: each by itself.</summary>
static class CheckSmallDevices
{
    public static IEnumerable<Problem> Problems(DomainDefinition v)
    {
        var d = v.Devices;
        HashSet<uint> audios = [];
        foreach (var audio in d.Audios)
            if (!audios.Add(audio.Id)) yield return Problem.Wrong("/domain/devices/audio", $"audio ID {audio.Id} is used twice");
        foreach (var sound in d.Sounds)
            if (sound.AudioId is { } wanted && !audios.Contains(wanted)) yield return Problem.Wrong("/domain/devices/sound/audio/@id", $"no audio device with ID {wanted}");
        if (d.Vsock is { Cid: < 3 and > 0 }) yield return Problem.Unsupported("/domain/devices/vsock/cid", "guests' numbers begin with 3", domain: ErrorDomain.Domain);
        foreach (var video in d.Videos)
        {
            if (video.Model is { Type: VideoType.Qxl, VgaMem: { } memory } && !System.Numerics.BitOperations.IsPow2(memory))
                yield return Problem.Unsupported("/domain/devices/video/model/@vgamem", "value for 'vgamem' must be power of two");
        }
        foreach (var video in d.Videos)
            if (video.Model is { Heads: { } heads and not 1, Type: not (VideoType.Qxl or VideoType.Virtio or VideoType.None or VideoType.Default) })
                yield return Problem.Unsupported("/domain/devices/video/model/@heads", $"a card of type '{video.Model.Type.Word()}' has one head, not {heads}");
    }
}
