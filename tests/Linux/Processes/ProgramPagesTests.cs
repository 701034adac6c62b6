namespace Aerostat.Linux.Tests;

public sealed class ProgramPagesTests
{
    [Fact]
    public void The_program_goes_on_without_its_pages()
    {
        var mapped = ProgramPages.LetGo();
        Assert.InRange(mapped, 4096, new FileInfo(Environment.ProcessPath!).Length + 65536);
        Malloc.Trim();
        Assert.Equal(mapped, ProgramPages.LetGo());
    }
}
