using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Corpus.Tests;

/// <summary>What is read of each document, and that it is written again.</summary>
public sealed class CorpusTests
{
    /// <summary>Those that libvirt refuses while it reads, too.</summary>
    const int MostRefused = 20;

    /// <summary>A handful of documents are wrong on purpose, and a few elements are of hypervisors that are none of ours.</summary>
    [Fact]
    public void Nearly_every_document_is_understood_whole()
    {
        var (understood, refused, left) = (0, 0, 0);
        foreach (var file in Documents.All())
        {
            List<string> leftOver = [];
            try
            {
                DomainXml.Read(File.ReadAllText(file), new() { LeftOver = leftOver });
                if (leftOver.Count > 0) left++;
                else understood++;
            }
            catch (VirtException)
            {
                refused++;
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"understood {understood}, refused {refused}, with something left over {left}");

        Assert.InRange(refused, 0, MostRefused);
        Assert.InRange(left, 0, 5);
    }

    [Fact]
    public void What_is_read_is_written_so_that_it_reads_the_same()
    {
        var refused = 0;
        foreach (var file in Documents.All())
        {
            DomainDefinition once;
            try
            {
                once = DomainXml.Read(File.ReadAllText(file));
            }
            catch (VirtException)
            {
                refused++;
                continue;
            }

            var text = DomainXml.Write(once, new() { Secure = true });

            Assert.Equal(text, DomainXml.Write(DomainXml.Read(text), new() { Secure = true }));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"refused {refused}");
        Assert.InRange(refused, 0, MostRefused);
    }
}
