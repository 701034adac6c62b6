using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server.Tests;

public sealed class DispatchTests
{
    static readonly DomainRef domain = new("kvm1", Guid.NewGuid(), 3);

    [Fact]
    public async Task A_call_is_answered_under_its_own_serial()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 77));

        var (header, body) = await wires.MustReceiveAsync();

        Assert.Equal(new Header(Remote.Program, 1, 3, MessageType.Reply, 77, MessageStatus.Ok), header);
        Assert.Equal("QEMU", Wires.Read<ConnectGetTypeRet>(body).Type);
    }

    [Theory]
    [InlineData(0x12345678u, 1u, 3)]
    [InlineData(Remote.Program, 2u, 3)]
    [InlineData(Keepalive.Program, 1u, 1)]
    public async Task An_unknown_program_is_refused_in_the_callers_own_words(uint program, uint version, int procedure)
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        Header call = new(program, version, procedure, MessageType.Call, 5, MessageStatus.Ok);

        var (header, error) = await wires.RefusedAsync(call);

        Assert.Equal(call with { Type = MessageType.Reply, Status = MessageStatus.Error }, header);
        Assert.Equal((39, 7, $"Cannot find program {program} version {version}"), (error.Code, error.Domain, error.Message));
        await wires.CallAsync(Remote.ConnectGetType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(318)]
    [InlineData(9999)]
    [InlineData(int.MinValue)]
    public async Task An_unknown_procedure_is_refused_by_its_number(int number)
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());

        var (_, error) = await wires.RefusedAsync(Wires.CallOf(Remote.ConnectGetType, 1) with { Procedure = number });

        Assert.Equal((39, 7, $"unknown procedure: {number}"), (error.Code, error.Domain, error.Message));
        await wires.CallAsync(Remote.ConnectGetType);
    }

    [Fact]
    public async Task A_procedure_without_a_handler_answers_as_a_driver_that_lacks_it()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());

        var (_, error) = await wires.RefusedAsync(Wires.CallOf(Remote.DomainGetXmlDesc, 1));

        Assert.Equal((3, 20, "this function is not supported by the connection driver: virDomainGetXMLDesc"), (error.Code, error.Domain, error.Message));
    }

    [Fact]
    public async Task Arguments_that_end_too_early_are_refused_and_the_connection_goes_on()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainLookupById, (_, _) => new(domain)));

        var (_, error) = await wires.RefusedAsync(Wires.CallOf(Remote.DomainLookupById, 1), 0, 0);

        Assert.Equal((39, 7, "Unable to decode message payload"), (error.Code, error.Domain, error.Message));
        Assert.Equal(domain, (await wires.CallAsync(Remote.DomainLookupById, new(3))).Domain);
    }

    [Fact]
    public async Task A_call_whose_status_is_not_OK_is_refused()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());

        var (_, error) = await wires.RefusedAsync(Wires.CallOf(Remote.ConnectGetType, 1) with { Status = MessageStatus.Continue });

        Assert.Equal((39, 7, "Unexpected message status"), (error.Code, error.Domain, error.Message));
    }

    [Fact]
    public async Task Bytes_behind_the_arguments_are_accepted()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainLookupById, (args, _) => new(domain with { Id = args.Id })));
        await wires.SendAsync(Wires.CallOf(Remote.DomainLookupById, 1), 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8);

        Assert.Equal(9, Wires.Read<DomainLookupByIdRet>((await wires.MustReceiveAsync()).Body).Domain.Id);
    }

    [Theory]
    [InlineData(MessageType.Reply)]
    [InlineData(MessageType.Message)]
    [InlineData(MessageType.Stream)]
    [InlineData(MessageType.StreamHole)]
    [InlineData((MessageType)99)]
    public async Task What_a_client_should_not_send_is_ignored(MessageType type)
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 5) with { Type = type });

        Assert.Equal("QEMU", (await wires.CallAsync(Remote.ConnectGetType)).Type);
    }

    [Fact]
    public async Task Two_calls_with_one_serial_are_both_answered()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table());
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 5));
        await wires.SendAsync(Wires.CallOf(Remote.ConnectGetType, 5));

        Assert.Equal(5u, (await wires.MustReceiveAsync()).Header.Serial);
        Assert.Equal(5u, (await wires.MustReceiveAsync()).Header.Serial);
    }

    [Fact]
    public async Task A_failure_keeps_its_code_domain_text_and_hint()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainLookupById, Fail));

        var error = (await wires.RefusedAsync(Wires.CallOf(Remote.DomainLookupById, 1), 0, 0, 0, 7)).Error;

        Assert.Equal(ErrorRecord.Of(ErrorCode.NoDomain, ErrorDomain.Qemu, "no domain with matching id 7", "List them."), error);
        Assert.Equal("Domain not found: no domain with matching id 7", error.Message);

        static DomainLookupByIdRet Fail(DomainLookupByIdArgs args, Call call) =>
            throw new VirtException(ErrorCode.NoDomain, $"no domain with matching id {args.Id}") { Hint = "List them." };
    }

    [Fact]
    public async Task An_unexpected_failure_tells_nothing_of_the_inside()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.ConnectGetHostname, Fail));

        var error = (await wires.RefusedAsync(Wires.CallOf(Remote.ConnectGetHostname, 1))).Error;

        Assert.Equal((1, "internal error: unexpected failure in ConnectGetHostname"), (error.Code, error.Message));

        static async Task<ConnectGetHostnameRet> Fail(Call call)
        {
            await Task.Yield();
            throw new InvalidOperationException("secret");
        }
    }

    [Fact]
    public async Task An_answer_over_its_maximum_is_an_error_and_not_a_broken_message()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.ConnectGetHostname, _ => new(new string('x', Wire.MaxString + 1))));

        Assert.Equal(39, (await wires.RefusedAsync(Wires.CallOf(Remote.ConnectGetHostname, 1))).Error.Code);
    }

    [Fact]
    public async Task Flags_that_are_not_known_are_refused_with_the_functions_name()
    {
        await using var wires = await Wires.OpenAsync(Wires.Table().On(Remote.DomainReset, (args, call) => { call.Flags(args.Flags, 0); }));

        var error = await Assert.ThrowsAsync<VirtException>(() => wires.CallAsync(Remote.DomainReset, new(domain, 0x80)));

        Assert.Equal(ErrorCode.InvalidArg, error.Code);
        Assert.Equal("unsupported flags (0x80) in function qemuDomainReset", error.Message);
    }
}
