namespace Aerostat.Fuzz.Tests;

/// <summary>Something that strangers feed: any bytes at all end in what it is for, or in one of its documented exceptions.</summary>
abstract class Target
{
    public abstract string Name { get; }

    /// <summary>Words that mean something to it.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>What it may allocate for one input, in bytes.</summary>
    public virtual long Allowance(int length) => (4L << 20) + 2000L * length;

    /// <summary>False: it works on other threads too, and what it allocates cannot be told from this one.</summary>
    public virtual bool IsMeasured => true;

    /// <summary>Feeds it. What is documented is caught here; all else is a find.</summary>
    public abstract void Feed(ReadOnlySpan<byte> input);

    public static IReadOnlyList<Target> All { get; } = [new XdrTarget(), new FramingTarget(), new XmlTarget(), new QmpTarget(), new AgentTarget(), new ConfigurationTarget(), new StatusTarget(), new ImageTarget()];
}
