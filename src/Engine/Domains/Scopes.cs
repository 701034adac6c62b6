using Aerostat.Model;

namespace Aerostat.Engine.Domains;

/// <summary>What a scope means for a domain as it is now.</summary>
static class Scopes
{
    extension(DomainState state)
    {
        /// <summary>Live, config or both, never 'current'.</summary>
        /// <exception cref="VirtException"><see cref="ErrorCode.OperationInvalid"/>: live, but not running; config, but transient.</exception>
        public Scope At(Scope scope)
        {
            if (!state.IsActive && !state.IsPersistent) throw Errors.NoDomainUuid(state.Uuid, state.Name);
            if (scope == Scope.Current) scope = state.IsActive ? Scope.Live : Scope.Config;
            if (scope.HasFlag(Scope.Live) && !state.IsActive) throw Errors.NotRunning();
            if (scope.HasFlag(Scope.Config) && !state.IsPersistent) throw Errors.NotPersistent();
            return scope;
        }

        /// <summary>The same change made to each definition that the scope names.</summary>
        /// <param name="anew">Where libvirt changes a copy that it reads anew: controllers come out in their own order.</param>
        public DomainState Change(Scope at, Func<DomainDefinition, DomainDefinition> change, bool anew = false)
        {
            if (at.HasFlag(Scope.Config)) state = state with { Saved = change(anew ? Complete.Again(state.Saved!) : state.Saved!) };
            if (at.HasFlag(Scope.Live)) state = state with { Running = state.Running! with { Live = change(state.Running.Live) } };
            return state;
        }

        /// <summary>The one definition to read from.</summary>
        public DomainDefinition From(Scope scope) => state.At(scope).HasFlag(Scope.Live) ? state.Running!.Live : state.Saved!;
    }
}
