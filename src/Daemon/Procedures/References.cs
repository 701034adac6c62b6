using Aerostat.Engine.Domains;
using Aerostat.Protocol;

namespace Aerostat.Daemon.Procedures;

/// <summary>Between the wire's names of a domain and the domain itself.</summary>
static class References
{
    extension(Domain domain)
    {
        public DomainRef Ref => domain.State.Ident.Ref;
    }

    extension(DomainIdent ident)
    {
        public DomainRef Ref => new(ident.Name, ident.Uuid, ident.Id);
    }

    extension(DomainSet domains)
    {
        /// <summary>By UUID alone: name and id may be stale.</summary>
        public Domain Of(DomainRef named) => domains[named.Uuid, named.Name];
    }
}
