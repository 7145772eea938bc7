"use client";

import { Button } from "@/components/ui/button";

export const PrintButton = ({ label }: { label: string }) => (
  <Button variant="primary" onPress={() => window.print()}>
    {label}
  </Button>
);
