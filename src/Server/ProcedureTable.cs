using System.Diagnostics.CodeAnalysis;
using Aerostat.Protocol;

namespace Aerostat.Server;

/// <summary>Who answers which procedure. Filled at start, then only read.</summary>
/// <remarks>A handler that needs not wait returns its answer; one that must returns a task. Failures are thrown.</remarks>
public sealed class ProcedureTable
{
    readonly CallTimesByRight times = new();
    readonly Dictionary<uint, RpcProgram> programs;

    public ProcedureTable() => programs = new()
    {
        [Remote.Program] = new(Remote.Version, Remote.Procedures, times),
        [QemuProgram.Program] = new(QemuProgram.Version, QemuProgram.Procedures, times),
        [AerostatProgram.Program] = new(AerostatProgram.Version, AerostatProgram.Procedures, times),
    };

    /// <summary>How long calls have taken, by the right that they ask for.</summary>
    public IReadOnlyList<CallTimes> Times => times.All;

    public ProcedureTable On<TArgs, TRet>(Procedure<TArgs, TRet> procedure, Func<TArgs, Call, TRet> handler)
        where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
        Bind(procedure, (args, call) => new(handler(args, call)));

    public ProcedureTable On<TArgs, TRet>(Procedure<TArgs, TRet> procedure, Func<TArgs, Call, Task<TRet>> handler)
        where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet> =>
        Bind(procedure, (args, call) => new(handler(args, call)), waits: true);

    public ProcedureTable On<TArgs>(Procedure<TArgs, Nothing> procedure, Action<TArgs, Call> handler)
        where TArgs : struct, IXdr<TArgs> =>
        Bind(procedure, (args, call) =>
        {
            handler(args, call);
            return default;
        });

    public ProcedureTable On<TArgs>(Procedure<TArgs, Nothing> procedure, Func<TArgs, Call, Task> handler)
        where TArgs : struct, IXdr<TArgs> =>
        Bind(procedure, async (args, call) =>
        {
            await handler(args, call);
            return default;
        }, waits: true);

    public ProcedureTable On<TRet>(Procedure<Nothing, TRet> procedure, Func<Call, TRet> handler) where TRet : struct, IXdr<TRet> =>
        Bind(procedure, (_, call) => new(handler(call)));

    public ProcedureTable On<TRet>(Procedure<Nothing, TRet> procedure, Func<Call, Task<TRet>> handler) where TRet : struct, IXdr<TRet> =>
        Bind(procedure, (_, call) => new(handler(call)), waits: true);

    public ProcedureTable On(Procedure<Nothing, Nothing> procedure, Action<Call> handler) => On(procedure, (_, call) => handler(call));

    public ProcedureTable On(Procedure<Nothing, Nothing> procedure, Func<Call, Task> handler) => On(procedure, (_, call) => handler(call));

    internal bool TryProgram(uint number, uint version, [NotNullWhen(true)] out RpcProgram? program) =>
        programs.TryGetValue(number, out program) && program.Version == version;

    ProcedureTable Bind<TArgs, TRet>(Procedure<TArgs, TRet> procedure, Func<TArgs, Call, ValueTask<TRet>> handler, bool waits = false)
        where TArgs : struct, IXdr<TArgs> where TRet : struct, IXdr<TRet>
    {
        programs[procedure.Program].Bind(new Binding<TArgs, TRet>(procedure, times.Of(procedure.Access), handler, waits));
        return this;
    }
}

/// <summary>One program's procedures by number, each with its handler or with the answer that there is none.</summary>
sealed class RpcProgram
{
    readonly Binding?[] bindings;

    public RpcProgram(uint version, IReadOnlyList<Procedure> procedures, CallTimesByRight times)
    {
        Version = version;
        bindings = new Binding?[procedures.Max(p => p.Number) + 1];
        foreach (var procedure in procedures) bindings[procedure.Number] = new Unbound(procedure, times.Of(procedure.Access));
    }

    public uint Version { get; }

    public void Bind(Binding binding)
    {
        ref var slot = ref bindings[binding.Procedure.Number];
        slot = slot is Unbound ? binding : throw new InvalidOperationException($"{binding.Procedure} has a handler already");
    }

    /// <summary>Null: the number is unknown.</summary>
    public Binding? Find(int number) => (uint)number < (uint)bindings.Length ? bindings[number] : null;
}
