using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class ReadOnlyTests
{
    /// <summary>What libvirtd 9.0 refuses there, as probing found it.</summary>
    const string Refused =
        "8-13 26-35 39-42 48-49 53-55 58 61-63 75-83 90 93-94 103-104 108-109 118-120 123-125 131-136 142 144-146 148 160-161 164-166 174 180-182 " +
        "184-185 192-193 196-197 199 201 204-205 207-211 213-222 225-226 231-237 239-240 242 245 250-252 254 256 258-261 264 266-267 277 279 288 " +
        "290-291 294 296 300-310 334-338 342-343 345 347 349-350 352 355-357 364 366 371-372 384 386 389-390 392-393 395-396 399-400 402 406 408 " +
        "410-411 417-418 420-421 424-425 427-434 437 440-442";

    static readonly DomainRef domain = new("kvm1", Guid.NewGuid(), 3);

    /// <summary>Not in the list, and refused all the same: rename (358), and those whose arguments were asked for first: open_graphics (249), send_process_signal (295).</summary>
    static readonly int[] more = [249, 295, 358];

    [Fact]
    public void What_libvirtd_refuses_is_refused_and_nothing_else() => Assert.Equal(
        Remote.Procedures.Select(p => p.Number).Where(n => Numbers().Contains(n) || more.Contains(n)).Order(),
        Remote.Procedures.Where(p => IsRefused<Nothing>(p, default)).Select(p => p.Number).Order());

    [Fact]
    public void The_monitor_is_refused_whole() => Assert.Equal(
        ["DomainMonitorCommand", "DomainAgentCommand", "ConnectDomainMonitorEventRegister", "ConnectDomainMonitorEventDeregister"],
        QemuProgram.Procedures.Where(p => IsRefused<Nothing>(p, default)).Select(p => p.Name));

    [Theory]
    [InlineData(0u, false)]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    [InlineData(8u, true)]
    public void Secrets_in_XML_are_refused_by_their_flag(uint flags, bool refused) =>
        Assert.Equal(refused, IsRefused(Remote.DomainGetXmlDesc, new DomainGetXmlDescArgs(domain, flags)));

    [Fact]
    public void Whatever_asks_the_guests_agent_is_refused()
    {
        Assert.False(IsRefused(Remote.DomainGetVcpusFlags, new DomainGetVcpusFlagsArgs(domain, 1)));
        Assert.True(IsRefused(Remote.DomainGetVcpusFlags, new DomainGetVcpusFlagsArgs(domain, 8)));
        Assert.False(IsRefused(Remote.DomainInterfaceAddresses, new DomainInterfaceAddressesArgs(domain, 0, 0)));
        Assert.True(IsRefused(Remote.DomainInterfaceAddresses, new DomainInterfaceAddressesArgs(domain, 1, 0)));
    }

    [Theory]
    [InlineData(true, 0u)]
    [InlineData(false, 1u)]
    public async Task The_socket_decides_or_the_client_itself(bool socket, uint flags)
    {
        await using Wires wires = new(Wires.Table().On(Remote.DomainDefineXml, (_, _) => new(domain)), readOnly: socket);
        await wires.CallAsync(Remote.ConnectOpen, new("qemu:///system", flags));

        var error = await Assert.ThrowsAsync<VirtException>(() => wires.CallAsync(Remote.DomainDefineXml, new("<domain/>")));

        Assert.Equal((ErrorCode.OperationDenied, ErrorDomain.Domain), (error.Code, error.Domain));
        Assert.Equal("operation forbidden: read only access prevents virDomainDefineXML", error.Message);
    }

    static bool IsRefused<TArgs>(Procedure procedure, TArgs args) where TArgs : struct
    {
        try
        {
            new ReadOnlyRule(procedure).Check(args);
            return false;
        }
        catch (VirtException)
        {
            return true;
        }
    }

    static HashSet<int> Numbers() =>
    [
        .. from range in Refused.Split(' ')
           let ends = range.Split('-').Select(int.Parse).ToArray()
           from number in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
           select number,
    ];
}
