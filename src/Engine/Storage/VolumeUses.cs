namespace Aerostat.Engine.Storage;

/// <summary>Which volumes must be left alone: made right now, copied or changed.</summary>
sealed class VolumeUses
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> users = [];
    readonly HashSet<string> made = [];

    /// <summary>Some volume is not whole yet.</summary>
    public bool AnyMade
    {
        get { lock (gate) return made.Count > 0; }
    }

    public bool IsMade(string name)
    {
        lock (gate) return made.Contains(name);
    }

    /// <summary>It comes into being, until what is returned is disposed of.</summary>
    public IDisposable Make(string name)
    {
        lock (gate) made.Add(name);
        return new End(() =>
        {
            lock (gate) made.Remove(name);
        });
    }

    /// <summary>It is read together with others, or written by one alone.</summary>
    /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: it is not whole yet, or another has it.</exception>
    public IDisposable Take(string name, bool alone)
    {
        lock (gate)
        {
            if (made.Contains(name)) throw StorageErrors.Invalid($"volume '{name}' is still being allocated.");
            var others = users.GetValueOrDefault(name);
            if (others < 0 || alone && others > 0) throw StorageErrors.Invalid($"volume '{name}' is still in use.");
            users[name] = alone ? -1 : others + 1;
        }
        return new End(() =>
        {
            lock (gate)
            {
                if (alone || users[name] == 1) users.Remove(name);
                else users[name]--;
            }
        });
    }

    sealed class End(Action action) : IDisposable
    {
        Action? action = action;

        public void Dispose() => Interlocked.Exchange(ref action, null)?.Invoke();
    }
}
