using Aerostat.Model;

namespace Aerostat.Qemu;

static class SmartcardParts
{
    extension(Smartcard card)
    {
        public IEnumerable<Part> Parts(Machine machine)
        {
            if (card.Mode is SmartcardMode.Passthrough) yield return card.Backend!.FarEnd(machine, card.Alias!);
            yield return (card.Mode switch
            {
                SmartcardMode.Host => Part.Device("ccid-card-emulated").With("backend", "nss-emulated"),
                SmartcardMode.HostCertificates => card.Certificates.Index().Aggregate(
                        Part.Device("ccid-card-emulated").With("backend", "certificates"),
                        (part, certificate) => part.With($"cert{certificate.Index + 1}", certificate.Item.File))
                    .With("db", card.Database ?? "/etc/pki/nssdb"),
                _ => Part.Device("ccid-card-passthru").With("chardev", $"char{card.Alias}"),
            }).Named(card.Alias).And(machine.Place(card));
        }
    }
}
