using System.Data;
using Dapper;

namespace Slipway.Storage;

/// <summary>An id that is a number in the database and an opaque string on the wire.</summary>
public interface IDatabaseId<TSelf>
    where TSelf : struct, IDatabaseId<TSelf>
{
    long Value { get; }

    static abstract TSelf From(long value);
}

/// <summary>Teaches Dapper our types. Registering twice is harmless.</summary>
public static class StorageTypes
{
    private static readonly Lock Gate = new();
    private static bool _ready;

    /// <summary>Snake-case columns, times as microseconds. Called by each provider.</summary>
    public static void RegisterBase()
    {
        lock (Gate)
        {
            if (_ready)
            {
                return;
            }
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new InstantHandler());
            _ready = true;
        }
    }

    /// <summary>Lets rows and parameters carry <typeparamref name="T"/>.</summary>
    public static void RegisterId<T>()
        where T : struct, IDatabaseId<T>
    {
        lock (Gate)
        {
            SqlMapper.AddTypeHandler(new IdHandler<T>());
        }
    }

    private sealed class IdHandler<T> : SqlMapper.TypeHandler<T>
        where T : struct, IDatabaseId<T>
    {
        public override T Parse(object value) => T.From(Convert.ToInt64(value, null));

        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.Value;
        }
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => InstantText.FromMicroseconds(Convert.ToInt64(value, null));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = InstantText.ToMicroseconds(value);
        }
    }
}
