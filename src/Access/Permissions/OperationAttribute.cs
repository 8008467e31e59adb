namespace Slipway.Access.Permissions;

/// <summary>
/// Marks a public operation with what it needs, so that a test can walk every operation and compare it with the table in
/// docs/permissions.md. The operation itself checks.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}
