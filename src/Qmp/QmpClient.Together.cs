using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Aerostat.Qmp;

// Commands that are said together: one write, and one waking for all their answers.
public sealed partial class QmpClient
{
    public async Task<QmpException?[]> ExecuteAllAsync(IReadOnlyList<IRawArguments> commands, CancellationToken cancel)
    {
        if (commands.Count == 0) return [];
        Together all = new(commands.Count);
        ArrayBufferWriter<byte> text = new(512);
        for (var i = 0; i < commands.Count; i++)
        {
            var id = Interlocked.Increment(ref lastId);
            owed[id] = all.Of(i, commands[i].Execute);
            text.Write(QmpText.Command(commands[i].Execute, Encoding.UTF8.GetBytes(commands[i].Json), id).Span);
        }
        if (whyClosed is { } why) all.Fail(why);
        await WriteAsync(text.WrittenMemory, null, all.Fail, cancel);
        return await all.Task.WaitAsync(cancel);
    }

    /// <summary>The answers to all of them. Each counts once, whoever tells of it first: QEMU, or the monitor's end.</summary>
    sealed class Together(int count)
    {
        readonly Share[] shares = new Share[count];
        readonly QmpException?[] refused = new QmpException?[count];
        readonly TaskCompletionSource<QmpException?[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = count;

        public Task<QmpException?[]> Task => done.Task;

        public Share Of(int place, string command) => shares[place] = new(this, place, command);

        public void Fail(string why)
        {
            foreach (var share in shares) share.Fail(why);
        }

        void Tell(int place, QmpException? error)
        {
            refused[place] = error;
            if (Interlocked.Decrement(ref left) == 0) done.TrySetResult(refused);
        }

        public sealed class Share(Together all, int place, string command) : IAnswer
        {
            int told;

            public void Take(JsonElement root) => Tell(root.TryGetProperty("return", out _) ? null : QmpText.Error(command, root));

            public void Fail(string why) => Tell(QmpException.Closed(command, why));

            void Tell(QmpException? error)
            {
                if (Interlocked.Exchange(ref told, 1) == 0) all.Tell(place, error);
            }
        }
    }
}
