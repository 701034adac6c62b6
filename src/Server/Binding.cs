using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Server;

/// <summary>A procedure and what answers it.</summary>
abstract class Binding(Procedure procedure, CallTimes times)
{
    public Procedure Procedure => procedure;

    /// <summary>Where its calls are counted.</summary>
    public CallTimes Times => times;

    /// <summary>Answered at once, from what is in memory.</summary>
    public virtual bool IsShort => false;

    /// <summary>Reads the arguments and starts the work. It answers the call in any case, and throws nothing.</summary>
    /// <returns>The work still to be waited for; completed where the answer is given already.</returns>
    public abstract Task Start(Call call, ReadOnlySpan<byte> body);
}

/// <summary>Declared, but without a handler: what libvirt says of a driver that lacks the function, so that clients fall back.</summary>
sealed class Unbound(Procedure procedure, CallTimes times) : Binding(procedure, times)
{
    public override Task Start(Call call, ReadOnlySpan<byte> body)
    {
        call.Fail(new VirtException(ErrorCode.NoSupport, Procedure.Api, DispatchErrors.DomainOf(Procedure)));
        return Task.CompletedTask;
    }
}

/// <param name="waits">The handler returns before it has the answer.</param>
sealed class Binding<TArgs, TRet>(Procedure<TArgs, TRet> procedure, CallTimes times, Func<TArgs, Call, ValueTask<TRet>> handler, bool waits) : Binding(procedure, times)
    where TArgs : struct, IXdr<TArgs>
    where TRet : struct, IXdr<TRet>
{
    readonly ReadOnlyRule rule = new(procedure);

    public override bool IsShort => !waits && rule.OnlyReads;

    public override Task Start(Call call, ReadOnlySpan<byte> body)
    {
        try
        {
            var args = Read(body);
            if (call.ReadOnly) rule.Check(args);
            var answer = handler(args, call);
            if (!answer.IsCompletedSuccessfully) return FinishAsync(answer, call);
            call.Reply(answer.Result);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
        return Task.CompletedTask;
    }

    static async Task FinishAsync(ValueTask<TRet> answer, Call call)
    {
        try
        {
            call.Reply(await answer);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    static TArgs Read(ReadOnlySpan<byte> body)
    {
        try
        {
            XdrReader reader = new(body);
            return TArgs.Read(ref reader);
        }
        catch (XdrException e)
        {
            throw DispatchErrors.Undecodable(e);
        }
    }
}
