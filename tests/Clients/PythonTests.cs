namespace Aerostat.Clients.Tests;

/// <summary>Programs of Debian's package python3-libvirt, in the folder Python: the event loop, streams, figures, many threads.</summary>
public class PythonTests
{
    [Fact]
    public Task A_program_gets_the_same_answers_and_events() =>
        Visit.PlayedAsync("python-libvirt");
}
