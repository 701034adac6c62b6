namespace Aerostat.Corpus.Tests;

/// <summary>One piece in an otherwise plain document.</summary>
/// <param name="Name">What it is; and the machine where it is not q35.</param>
sealed record Piece(string Name, string Xml)
{
    /// <summary>Lines of <c>machine place what it is: the piece</c>; the place is the element that it stands in.</summary>
    public static IEnumerable<Piece> Read(string file) =>
        from line in File.ReadLines(file)
        where line.Length > 0 && line[0] != '#'
        let words = line.Split(' ', 3)
        let parts = words[2].Split(": ", 2)
        select new Piece(words[0] is "q35" ? parts[0] : $"{parts[0]} ({words[0]})", Document(words[0], words[1], parts[1]));

    static string Document(string machine, string place, string piece)
    {
        var os = piece.StartsWith("<os", StringComparison.Ordinal) ? "" : $"<os><type arch='{(machine is "virt" ? "aarch64" : "x86_64")}' machine='{machine}'>hvm</type></os>";
        var processors = piece.StartsWith("<vcpu", StringComparison.Ordinal) ? "" : "<vcpu>1</vcpu>";
        var isModule = piece.StartsWith("<memory ", StringComparison.Ordinal);
        return $"""
            <domain type='qemu'>
              <name>piece</name>
              <uuid>1c0ed1f0-7bd1-4b7a-9a44-0b0a4a5d1eff</uuid>
              {(isModule ? "<maxMemory slots='4' unit='GiB'>4</maxMemory>" : "")}
              <memory unit='MiB'>{(isModule ? 256 : 128)}</memory>
              {(isModule ? "<cpu><numa><cell id='0' cpus='0' memory='128' unit='MiB'/></numa></cpu>" : "")}
              {processors}
              {os}
              {(place is "domain" ? piece : "")}
              <devices>
                {(place is "devices" ? piece : "")}
              </devices>
            </domain>
            """;
    }
}
