using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

static class Typed
{
    extension(TypedValue value)
    {
        /// <summary>For JSON: a number, truth or string.</summary>
        public object? Json() => value.Kind switch
        {
            TypedKind.String => value.Text,
            TypedKind.Double => value.AsDouble,
            TypedKind.Bool => value.AsBool,
            TypedKind.ULong => value.AsULong,
            _ => value.AsLong,
        };
    }
}
