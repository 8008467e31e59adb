using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Web.Parts;

/// <summary>What a person typed into a <see cref="SchemaForm"/>.</summary>
internal sealed class SchemaInput
{
    /// <summary>By name; what is not there has its default.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with each, by name, since the last reading.</summary>
    public Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);

    /// <summary>All that is set, as an object; null when something cannot be read, and then <see cref="Problems"/> says what.</summary>
    public JsonElement? Read(IReadOnlyList<SchemaField> fields)
    {
        Problems.Clear();
        var read = new JsonObject();
        foreach (var field in fields)
        {
            var value = field.Read(Values.GetValueOrDefault(field.Name, field.Default), out var problem);
            if (problem is not null)
            {
                Problems[field.Name] = problem;
            }
            else if (value is not null)
            {
                read[field.Name] = value;
            }
        }

        return Problems.Count > 0 ? null : JsonElement.Parse(read.ToJsonString());
    }
}
