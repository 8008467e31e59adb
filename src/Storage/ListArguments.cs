using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Dapper;

namespace Slipway.Storage;

/// <summary>Turns lists among the arguments into arrays of what the drivers know: numbers, texts, ids as numbers.</summary>
internal static class ListArguments
{
    private static readonly ConcurrentDictionary<Type, Argument[]?> Known = new();
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> IdValues = new();

    public static object? AsArrays(object? args)
    {
        if (args is null or DynamicParameters || Known.GetOrAdd(args.GetType(), ArgumentsOf) is not { } arguments)
        {
            return args;
        }
        var parameters = new DynamicParameters();
        foreach (var (property, isList) in arguments)
        {
            var value = property.GetValue(args);
            parameters.Add(property.Name, isList && value is IEnumerable values ? ToArray(values) : value);
        }
        return parameters;
    }

    // Null when there is no list: then Dapper reads the object by itself, which is faster.
    private static Argument[]? ArgumentsOf(Type type)
    {
        var arguments = type.GetProperties().Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => new Argument(property, IsList(property.PropertyType))).ToArray();
        return arguments.Any(argument => argument.IsList) ? arguments : null;
    }

    private static bool IsList(Type type) =>
        type != typeof(string) && type != typeof(byte[]) && typeof(IEnumerable).IsAssignableFrom(type);

    private static Array ToArray(IEnumerable values)
    {
        var plain = values.Cast<object>().Select(Plain).ToArray();
        var element = plain.Length > 0 ? plain[0].GetType() : ElementOf(values.GetType());
        var array = Array.CreateInstance(element, plain.Length);
        Array.Copy(plain, array, plain.Length);
        return array;
    }

    /// <summary>An id's number; anything else as it is.</summary>
    public static object Plain(object value) => IdValueOf(value.GetType()) is { } id ? id.GetValue(value)! : value;

    // An empty list has a type all the same, or the database would have to guess it.
    private static Type ElementOf(Type list)
    {
        var element = list.IsArray
            ? list.GetElementType()!
            : list.GetInterfaces().Append(list).First(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        return IdValueOf(element) is null ? element : typeof(long);
    }

    /// <summary>Whether values of the type are ids.</summary>
    public static bool IsId(Type type) => IdValueOf(type) is not null;

    private static PropertyInfo? IdValueOf(Type type) => IdValues.GetOrAdd(type, static type =>
        type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDatabaseId<>)) ? type.GetProperty("Value") : null);

    private sealed record Argument(PropertyInfo Property, bool IsList);
}
