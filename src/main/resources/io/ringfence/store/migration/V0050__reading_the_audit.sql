-- An organisation reads its own audit, and where it ends; the policy has been there from the beginning.
GRANT SELECT ON audit_head TO ringfence_tenant;
