using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;

namespace Slipway.Storage;

/// <summary>
/// The parameters of a command in a batch, which Dapper does not make: each property by its name, ids as their numbers,
/// instants as microseconds. A null keeps the type of its property, so that the statement is prepared once.
/// </summary>
internal static class BatchParameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    public static void Add(DbBatchCommand command, object args)
    {
        foreach (var property in Known.GetOrAdd(args.GetType(), static type => type.GetProperties()))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = property.Name;
            var value = property.GetValue(args);
            parameter.DbType = TypeOf(property.PropertyType);
            parameter.Value = value switch
            {
                null => DBNull.Value,
                DateTimeOffset instant => InstantText.ToMicroseconds(instant),
                int number => (long)number,
                _ => ListArguments.Plain(value),
            };
            command.Parameters.Add(parameter);
        }
    }

    private static DbType TypeOf(Type property)
    {
        var type = Nullable.GetUnderlyingType(property) ?? property;
        return type == typeof(string) ? DbType.String
            : type == typeof(bool) ? DbType.Boolean
            : type == typeof(double) ? DbType.Double
            : type == typeof(int) || type == typeof(long) || type == typeof(DateTimeOffset) || ListArguments.IsId(type) ? DbType.Int64
            : throw new NotSupportedException($"A statement of a batch takes no {type.Name}.");
    }
}
