using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Slipway.Web.Visits;

/// <summary>What an object and all that it holds weigh in memory, about: its texts, bytes and lists, found by walking its fields.</summary>
internal static class ObjectSize
{
    private const int OfObject = 24;
    private const int MaxObjects = 30_000;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The bytes; null when there are more than <paramref name="most"/>, or too many objects to count.</summary>
    public static long? Of(object root, long most)
    {
        var (size, waiting) = (0L, new Stack<object>([root]));
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        while (waiting.TryPop(out var one))
        {
            size += OfObject + Own(one);
            if (size > most || seen.Count > MaxObjects)
            {
                return null;
            }
            foreach (var held in Held(one).Where(seen.Add))
            {
                waiting.Push(held);
            }
        }
        return size;
    }

    private static long Own(object one) => one switch
    {
        string text => text.Length * sizeof(char),
        Array array when array.GetType().GetElementType() is { } element => (long)array.Length * (element.IsPrimitive ? PrimitiveSize(element) : IntPtr.Size),
        _ => 0,
    };

    private static int PrimitiveSize(Type element) =>
        element == typeof(byte) || element == typeof(bool) ? 1 : element == typeof(char) || element == typeof(short) ? 2 : 8;

    private static IEnumerable<object> Held(object one)
    {
        var type = one.GetType();
        if (one is string or MemberInfo or Delegate || type.IsPrimitive || type.IsEnum)
        {
            return [];
        }
        if (one is Array array)
        {
            return type.GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        }
        return FieldsOf(type).Select(field => field.GetValue(one)).OfType<object>();
    }

    private static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, static type =>
    {
        var fields = new List<FieldInfo>();
        for (var at = type; at is not null; at = at.BaseType)
        {
            fields.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        }
        return [.. fields.Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsEnum && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike)];
    });
}
