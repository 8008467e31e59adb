using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Slipway.ArchitectureTests.Reading;

/// <summary>Reads the facts out of an assembly without loading it.</summary>
internal static class AssemblyReader
{
    public static IReadOnlyList<TypeFacts> Read(string room, string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        // Types without a namespace are the compiler's, and the Program of top-level statements.
        return [.. assembly.MainModule.Types.Where(type => type.Namespace.StartsWith("Slipway", StringComparison.Ordinal))
            .Select(type => new Collector(room, type).Facts())];
    }

    private sealed class Collector(string room, TypeDefinition type)
    {
        private readonly HashSet<TypeUse> _uses = [];
        private readonly HashSet<string> _constructs = [];
        private readonly HashSet<string> _texts = [];
        private readonly List<string> _nested = [];

        public TypeFacts Facts()
        {
            Visit(type);
            return new TypeFacts
            {
                Room = room,
                Namespace = type.Namespace,
                Name = PlainName(type.Name),
                Nested = _nested,
                Uses = [.. _uses],
                Constructs = [.. _constructs],
                Texts = [.. _texts],
                Methods =
                [
                    .. type.Methods.Where(method => !method.IsConstructor && !method.IsSpecialName && !IsMade(method.Name))
                        .Select(method => new MethodFacts(method.Name, method.IsPublic,
                            [.. method.CustomAttributes.Select(attribute => attribute.AttributeType.Name)])),
                ],
            };
        }

        private void Visit(TypeDefinition part)
        {
            Use(part.BaseType);
            Use(part.CustomAttributes);
            foreach (var implemented in part.Interfaces)
            {
                Use(implemented.InterfaceType);
            }
            foreach (var field in part.Fields)
            {
                Use(field.FieldType);
                if (field.HasConstant && field.Constant is string text)
                {
                    _texts.Add(text);
                }
            }
            foreach (var method in part.Methods)
            {
                Visit(method);
            }
            foreach (var nested in part.NestedTypes)
            {
                if (!IsMade(nested.Name))
                {
                    _nested.Add(PlainName(nested.Name));
                }
                Visit(nested);
            }
        }

        private void Visit(MethodDefinition method)
        {
            Use(method.ReturnType);
            Use(method.CustomAttributes);
            foreach (var parameter in method.Parameters)
            {
                Use(parameter.ParameterType);
            }
            foreach (var generic in method.GenericParameters.SelectMany(generic => generic.Constraints))
            {
                Use(generic.ConstraintType);
            }
            if (!method.HasBody)
            {
                return;
            }
            foreach (var variable in method.Body.Variables)
            {
                Use(variable.VariableType);
            }
            foreach (var instruction in method.Body.Instructions)
            {
                Visit(instruction);
            }
        }

        private void Visit(Instruction instruction)
        {
            switch (instruction.Operand)
            {
                case string text:
                    _texts.Add(text);
                    break;
                case TypeReference mentioned:
                    Use(mentioned);
                    break;
                case FieldReference field:
                    Use(field.DeclaringType);
                    break;
                case MethodReference called:
                    Use(called);
                    if (instruction.OpCode == OpCodes.Newobj)
                    {
                        _constructs.Add(called.DeclaringType.FullName);
                    }
                    break;
            }
        }

        private void Use(MethodReference called)
        {
            Use(called.DeclaringType);
            Use(called.ReturnType);
            if (called is GenericInstanceMethod generic)
            {
                foreach (var argument in generic.GenericArguments)
                {
                    Use(argument);
                }
            }
        }

        private void Use(IEnumerable<CustomAttribute> attributes)
        {
            foreach (var attribute in attributes)
            {
                Use(attribute.AttributeType);
            }
        }

        private void Use(TypeReference? mentioned)
        {
            switch (mentioned)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    foreach (var argument in generic.GenericArguments)
                    {
                        Use(argument);
                    }
                    Use(generic.ElementType);
                    return;
                case TypeSpecification specification:
                    Use(specification.ElementType);
                    return;
            }
            while (mentioned.DeclaringType is { } outer)
            {
                mentioned = outer;
            }
            var assembly = mentioned.Scope is AssemblyNameReference other ? other.Name : type.Module.Assembly.Name.Name;
            if (mentioned.Namespace.Length > 0 && (mentioned.Namespace, mentioned.Name) != (type.Namespace, type.Name))
            {
                _uses.Add(new TypeUse(assembly, mentioned.Namespace, PlainName(mentioned.Name)));
            }
        }

        private static bool IsMade(string name) => name.Contains('<', StringComparison.Ordinal);

        private static string PlainName(string name) => name.Split('`')[0];
    }
}
